import { either, fields, listOf, mapOf, number, optional, text } from './shape'

const texts = optional(listOf(text))
const labels = optional(mapOf(text))

const port = fields({
  IP: optional(text),
  PrivatePort: number,
  PublicPort: optional(number),
  Type: text,
})

/** As ListedContainer: what lacks is worth nothing, what is of another type leaves nothing to believe. */
export const listedContainer = fields({
  Id: text,
  Names: texts,
  Image: optional(text),
  ImageID: optional(text),
  Command: optional(text),
  Created: optional(number),
  Ports: optional(listOf(port)),
  Labels: labels,
  State: optional(text),
  Status: optional(text),
  SizeRw: optional(number),
  Mounts: optional(listOf(either(text, fields({ Type: optional(text), Name: optional(text) })))),
})

const mount = fields({ Type: text, Name: optional(text), Source: optional(text), Destination: text })
const binding = fields({ HostIp: optional(text), HostPort: optional(text) })

/** As InspectedContainer, with the groups that all of it lies in. */
export const inspectedContainer = fields({
  Id: text,
  Name: text,
  Created: optional(text),
  Path: optional(text),
  Args: texts,
  Image: optional(text),
  RestartCount: optional(number),
  State: fields({
    Status: text,
    ExitCode: optional(number),
    Error: optional(text),
    StartedAt: optional(text),
    FinishedAt: optional(text),
    Health: optional(fields({ Status: text })),
  }),
  Config: fields({
    Image: optional(text),
    Env: texts,
    Entrypoint: optional(either(text, listOf(text))),
    Cmd: texts,
    WorkingDir: optional(text),
    User: optional(text),
    Hostname: optional(text),
    Labels: labels,
    StopTimeout: optional(number),
  }),
  HostConfig: fields({ RestartPolicy: optional(fields({ Name: optional(text) })) }),
  NetworkSettings: fields({
    Ports: optional(mapOf(optional(listOf(binding)))),
    Networks: optional(
      mapOf(optional(fields({ IPAddress: optional(text), GlobalIPv6Address: optional(text) }))),
    ),
  }),
  Mounts: optional(listOf(mount)),
})
