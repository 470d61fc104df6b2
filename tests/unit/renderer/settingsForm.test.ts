import { expect, test } from 'vitest'
import type { EngineSettings } from '../../../main/contract/engineSettings'
import problemTexts from '../../../renderer/features/engine/locales/en/engineSettings.json'
import { settingsChanges } from '../../../renderer/features/engine/settingsChanges'
import { formOf, problemsOf, settingsOfForm } from '../../../renderer/features/engine/settingsForm'

const settings: EngineSettings = {
  logs: { maxSize: '100m', maxFiles: 5 },
  registryMirrors: ['https://a.example', 'https://b.example'],
  insecureRegistries: [],
  proxies: { http: '', https: '', no: 'localhost,.example' },
  dns: ['192.0.2.1', '192.0.2.2'],
  addressPools: [{ base: '10.9.0.0/16', size: 24 }],
}

test('an untouched form means what was read', () => {
  expect(settingsOfForm(formOf(settings))).toEqual(settings)
  expect(settingsChanges(settings, settingsOfForm(formOf(settings)))).toEqual([])
  const other = { ...settings, logs: null }
  expect(settingsOfForm(formOf(other))).toEqual(other)
})

test('empty rows and blanks do not count', () => {
  const form = formOf(settings)
  form.dns.splice(1, 0, { text: '  ' })
  form.registryMirrors[0]!.text = ' https://a.example '
  form.noProxy = ' localhost, .example '
  expect(settingsOfForm(form)).toEqual(settings)
  expect(problemsOf(form).size).toBe(0)
})

test('a problem names the row in which it stands, also below an empty one', () => {
  const form = formOf(settings)
  form.maxSize = 'much'
  form.maxFiles = '-1'
  form.httpProxy = 'proxy'
  form.registryMirrors = [{ text: '' }, { text: 'a.example' }]
  form.insecureRegistries = [{ text: 'https://r.example' }]
  form.dns = [{ text: '192.0.2.1' }, { text: 'dns' }]
  form.addressPools = [
    { base: '', size: '' },
    { base: '10.0.0.0/8', size: '4' },
    { base: 'ten', size: '24' },
  ]
  const problems = Object.fromEntries(problemsOf(form))
  expect(problems).toEqual({
    maxSize: 'maxSize',
    maxFiles: 'maxFiles',
    httpProxy: 'proxy',
    'registryMirrors.1.text': 'registryMirrors',
    'insecureRegistries.0.text': 'insecureRegistries',
    'dns.1.text': 'dns',
    'addressPools.1.size': 'size',
    'addressPools.2.base': 'base',
  })
  for (const key of Object.values(problems)) expect(problemTexts.problem).toHaveProperty(key)
})

test('what changes is said line by line, another order too', () => {
  const after: EngineSettings = {
    ...settings,
    logs: { maxSize: '10m', maxFiles: null },
    registryMirrors: ['https://b.example', 'https://a.example'],
    dns: ['192.0.2.2', '192.0.2.3'],
    addressPools: [],
  }
  expect(settingsChanges(settings, after)).toEqual([
    { name: 'maxSize', removed: ['100m'], added: ['10m'] },
    { name: 'maxFiles', removed: ['5'], added: [] },
    { name: 'registryMirrors', removed: settings.registryMirrors, added: after.registryMirrors },
    { name: 'dns', removed: ['192.0.2.1'], added: ['192.0.2.3'] },
    { name: 'addressPools', removed: ['10.9.0.0/16 → /24'], added: [] },
  ])
})
