// What is said about the Home Screen and about installing, in German.
import type { Part } from '../catalogue.ts'

export const install: Part<'install'> = {
  iphoneTitle: 'Zuerst: Sotto auf den Home-Bildschirm',
  iphoneText:
    'Auf einem iPhone oder iPad löscht Safari, was in einem Tab liegt, nach einer Woche ohne Besuch. Die App auf dem Home-Bildschirm behält es und kann dich benachrichtigen. Was du hier beginnst, zieht nicht dorthin um.',
  steps: 'Drei Schritte',
  copyStep: 'Kopiere die Einladung.',
  shareStep: 'Tippe auf „Teilen“, dann „Zum Home-Bildschirm“.',
  openStep: 'Öffne Sotto dort und tippe auf „Einladung einfügen“.',
  copyFailed:
    'Das Kopieren ging nicht. Lass dir den Link noch einmal schicken und kopiere ihn von dort.',
  hereAnyway: 'Trotzdem hier weiter',
  paste: 'Einladung einfügen',
  pasteFailed:
    'Es ließ sich nichts einfügen. Kopiere zuerst den ganzen Link, oder füge ihn in das Feld ein.',
  offer: 'Sotto lässt sich installieren, mit eigenem Symbol und eigenem Fenster.',
  install: 'Installieren',
  notNow: 'Nicht jetzt',
}
