export { default as LogViewer } from './LogViewer.vue'
export * from './logBuffer'
export * from './logReading'
