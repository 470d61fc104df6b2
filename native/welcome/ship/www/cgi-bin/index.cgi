#!/bin/sh
# Answers each request for `/`: notes the visit in the logbook, then fills in the page.
# The logbook lies in the container's own layer, on top of the image's; a container that may not write has none.
logbook=/ship/logbook
{ date -u '+%F %T visited' >>"$logbook"; } 2>/dev/null
visits=$({ wc -l <"$logbook"; } 2>/dev/null || echo 0)
container=$(hostname | tr -cd 'A-Za-z0-9.-')

printf 'Content-Type: text/html; charset=utf-8\r\nCache-Control: no-store\r\n'
printf "Content-Security-Policy: default-src 'none'; style-src 'self'; img-src data:\r\n\r\n"
exec sed -e "s/@container@/$container/g" -e "s/@visits@/$visits/g" /ship/page.html
