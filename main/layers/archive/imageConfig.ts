import { z } from 'zod'

const Text = z
  .string()
  .nullish()
  .transform((text) => text ?? '')
const Texts = z
  .array(z.string())
  .nullish()
  .transform((texts) => texts ?? [])
const Keys = z
  .record(z.string(), z.unknown())
  .nullish()
  .transform((keys) => Object.keys(keys ?? {}))

/** An image's configuration, as far as it is used; what is missing is empty. OCI image specification, config.md. */
export const ImageConfig = z.object({
  architecture: Text,
  variant: Text,
  os: Text,
  author: Text,
  created: Text,
  config: z
    .object({
      User: Text,
      WorkingDir: Text,
      Env: Texts,
      Cmd: Texts,
      Entrypoint: Texts,
      ExposedPorts: Keys,
      Volumes: Keys,
      Labels: z
        .record(z.string(), z.string())
        .nullish()
        .transform((labels) => labels ?? {}),
    })
    .nullish(),
  rootfs: z.object({ diff_ids: z.array(z.string().regex(/^sha256:[0-9a-f]{64}$/)).nullish() }),
  history: z
    .array(z.object({ created: Text, created_by: Text, comment: Text, empty_layer: z.boolean().nullish() }))
    .nullish(),
})
export type ImageConfig = z.infer<typeof ImageConfig>
