/** The slice of MessagePort and MessagePortMain that a stream needs; lets it run without Electron. */
export interface Port {
  post(message: unknown): void
  onMessage(listener: (message: unknown) => void): void
  onClose(listener: () => void): void
  close(): void
}
