/** The answer of SystemVersion, as far as it is used; Podman's has the same shape. */
export interface SystemVersion {
  readonly Version?: string
  readonly ApiVersion?: string
  readonly MinAPIVersion?: string
  /** Its processor, as Go has it: `amd64`. */
  readonly Arch?: string
  readonly Components?: readonly { readonly Name?: string; readonly Version?: string }[] | null
}

/** The answer of SystemInfo, as far as it is used. */
export interface SystemInfo {
  readonly ID?: string
  readonly Name?: string
  /** The data-root; rootless engines name the same path as the host does. */
  readonly DockerRootDir?: string
  /** Its processor, as uname(2) has it or, of Podman, as Go does. */
  readonly Architecture?: string
  /** The storage driver. */
  readonly Driver?: string
  readonly CgroupDriver?: string
  readonly CgroupVersion?: string
  readonly MemoryLimit?: boolean
  /** Such as `name=rootless`. */
  readonly SecurityOptions?: readonly string[] | null
  /** Names of the drivers that the engine has. */
  readonly Plugins?: { readonly Volume?: readonly string[] | null } | null
  /** Podman's own. */
  readonly Rootless?: boolean
}

/** The answer of SystemDataUsage, as far as it is used; API 1.52 has other fields beside these. */
export interface DiskUsage {
  readonly LayersSize?: number
  readonly Images?:
    | readonly {
        readonly Size?: number
        /** Of what other images have as well; -1 where it was not counted. */
        readonly SharedSize?: number
        /** How many were made of it; -1 where it was not counted. */
        readonly Containers?: number
      }[]
    | null
  readonly Containers?: readonly { readonly SizeRw?: number; readonly State?: string }[] | null
  /** A volume that could not be counted has the size -1. */
  readonly Volumes?:
    | readonly {
        readonly Name?: string
        readonly UsageData?: { readonly Size: number; readonly RefCount?: number } | null
      }[]
    | null
  readonly BuildCache?:
    | readonly { readonly Size: number; readonly Shared: boolean; readonly InUse?: boolean }[]
    | null
}

/** The answer of SystemAuth; empty (204) where the registry gave out no token. */
export interface LoginAnswer {
  /** In place of the password from now on. */
  readonly IdentityToken?: string
}
