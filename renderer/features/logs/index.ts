export { default as LogLineRow } from './LogLineRow.vue'
export { default as LogViewer } from './LogViewer.vue'
export * from './logBuffer'
export * from './logReading'
