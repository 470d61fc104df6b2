import { createInterface } from 'node:readline'

/**
 * Whether a line is Chromium's own complaint about a bus, a graphics card or a desktop setting that is not
 * there: nothing that a person could act on.
 */
export function chromiumNoise(line) {
  const source = line.match(/^\[[\d:/.]+:(?:ERROR|WARNING|INFO|VERBOSE\d):([^\](]+)/)?.[1]
  if (source)
    return /bus|object_proxy|gpu|viz|gl_|gles|egl|angle|vulkan|vaapi|ozone|x11|upower|command_buffer/.test(
      source,
    )
  return /^(libva|MESA|libEGL|dconf)[- :]|dconf-WARNING|^\(\w+:\d+\): (Gtk|Gdk|dconf|GLib)-/.test(line)
}

/** Passes lines on, but for those to leave out. */
export function pipeLines(from, to, leaveOut) {
  createInterface({ input: from }).on('line', (line) => {
    if (!leaveOut(line)) to.write(`${line}\n`)
  })
}
