// What is said about the Home Screen and about installing, in Spanish.
import type { Part } from '../catalogue.ts'

export const install: Part<'install'> = {
  iphoneTitle: 'Primero, Sotto en la pantalla de inicio',
  iphoneText:
    'En un iPhone o iPad, Safari borra lo que guarda una pestaña tras una semana sin visitas. La app de la pantalla de inicio lo conserva y puede avisarte. Lo que empieces aquí no pasa allí.',
  steps: 'Tres pasos',
  copyStep: 'Copia la invitación.',
  shareStep: 'Toca Compartir y luego «Añadir a pantalla de inicio».',
  openStep: 'Abre Sotto allí y toca «Pegar invitación».',
  copyFailed: 'No se pudo copiar. Pide el enlace otra vez y cópialo desde allí.',
  hereAnyway: 'Seguir aquí de todos modos',
  paste: 'Pegar invitación',
  pasteFailed: 'No se pudo pegar nada. Copia antes el enlace entero, o pégalo en el campo.',
  offer: 'Sotto se puede instalar, con icono y ventana propios.',
  install: 'Instalar',
  notNow: 'Ahora no',
}
