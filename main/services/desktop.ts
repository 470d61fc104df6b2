/** What services need of the desktop. Electron's answers live in main/app; tests and the command line bring their own. */
export interface Desktop {
  /** Asks for an existing archive of images, or of plain files; null when the person chose none. */
  chooseArchive(of?: 'images' | 'files'): Promise<string | null>
  /** The same for a directory that is laid out as an archive. */
  chooseArchiveDirectory(): Promise<string | null>
  /** Asks for an existing directory to build an image from; null when the person chose none. */
  chooseBuildFolder(): Promise<string | null>
  /** Asks for an existing file that steps of a build may read; null when the person chose none. */
  chooseBuildSecret(): Promise<string | null>
  /** Asks for an existing directory to save something in; null when the person chose none. */
  chooseSaveDirectory(): Promise<string | null>
  /** Asks where to write a new file, proposing a name; null when the person chose none. */
  chooseNewFile(suggestedName: string): Promise<string | null>
  /** Opens an http or https address in the person's browser. */
  openUrl(url: string): Promise<void>
  /** Asks whether to leave for this address, showing its host. */
  confirmLeaving(url: URL): Promise<boolean>
  copyText(text: string): void
}
