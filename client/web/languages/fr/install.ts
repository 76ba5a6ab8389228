// What is said about the Home Screen and about installing, in French.
import type { Part } from '../catalogue.ts'

export const install: Part<'install'> = {
  iphoneTitle: 'D’abord, Sotto sur l’écran d’accueil',
  iphoneText:
    'Sur un iPhone ou un iPad, Safari efface ce qu’un onglet conserve après une semaine sans visite. L’app de l’écran d’accueil le garde et peut vous prévenir. Ce que vous commencez ici ne s’y transporte pas.',
  steps: 'Trois étapes',
  copyStep: 'Copiez l’invitation.',
  shareStep: 'Touchez Partager, puis « Sur l’écran d’accueil ».',
  openStep: 'Ouvrez Sotto de là et touchez « Coller l’invitation ».',
  copyFailed: 'Copie impossible. Demandez à nouveau le lien et copiez-le de là.',
  hereAnyway: 'Continuer ici quand même',
  paste: 'Coller l’invitation',
  pasteFailed: 'Rien n’a pu être collé. Copiez d’abord le lien entier, ou collez-le dans le champ.',
  offer: 'Sotto peut s’installer, avec son icône et sa fenêtre.',
  install: 'Installer',
  notNow: 'Pas maintenant',
}
