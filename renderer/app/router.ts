import type { Component } from 'vue'
import { createRouter, createWebHashHistory, type RouteRecordRaw } from 'vue-router'
import * as containers from '../features/containers'
import * as engine from '../features/engine'
import * as images from '../features/images'
import * as layers from '../features/layers'
import * as settings from '../features/settings'
import * as volumes from '../features/volumes'

export const sectionNames = ['containers', 'images', 'layers', 'volumes', 'engine', 'settings'] as const
export type SectionName = (typeof sectionNames)[number]

/** Containers is what the window opens with; every other view is a chunk of its own, read when it is first shown. */
const views: Record<SectionName, Component | (() => Promise<Component>)> = {
  containers: containers.view,
  images: images.view,
  layers: layers.view,
  volumes: volumes.view,
  engine: engine.view,
  settings: settings.view,
}

/** Sections of the sidebar; a section exists once its view does. */
export const sections = sectionNames.filter((name) => views[name])

const routes: RouteRecordRaw[] = sections.map((name) => ({
  name,
  path: `/${name}/:id?/:tab?`,
  component: views[name]!,
}))

export const router = createRouter({
  history: createWebHashHistory(),
  routes: [...routes, { path: '/:rest(.*)*', redirect: '/containers' }],
})
