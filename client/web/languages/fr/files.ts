// The words of photos, files, voice notes and their sheets, in French.
import type { Part } from '../catalogue.ts'
import { counting } from '../spoken.ts'

const counted = counting('fr')

export const files: Part<'files'> = {
  sendFiles: (count) =>
    counted(count, {
      one: 'Envoyer # fichier',
      many: 'Envoyer # de fichiers',
      other: 'Envoyer # fichiers',
    }),
  caption: 'Légende',
  addMore: 'En ajouter',
  stripped: 'Sans lieu, heure ni appareil',
  strippedText:
    'Les photos sont refaites à partir de leurs pixels, au plus 2560 de large. Désactivé : le fichier tel quel.',
  empty: 'Ce fichier est vide.',
  unreadable: 'Ce fichier ne peut pas être lu. Choisissez-le à nouveau.',
  noRoom:
    'Il n’y a pas de place dans ce navigateur pour ce fichier. Libérez de la place et réessayez.',
  notSent: 'L’envoi a échoué. Réessayez.',
  save: 'Enregistrer',
  open: 'Ouvrir',
  stop: 'Arrêter',
  photo: 'Photo',
  photos: 'Photos',
  next: 'Suivante',
  previous: 'Précédente',
  play: 'Lire',
  pause: 'Pause',
  voice: 'Message vocal',
  recording: 'Enregistrement en cours',
  sendVoice: 'Envoyer le message vocal',
  dropVoice: 'Jeter',
  micBlocked: 'Le micro est bloqué pour ce site. Icône de cadenas → Autorisations → Autoriser.',
  micMissing: 'Aucun micro trouvé. Branchez-en un et réessayez.',
  voiceUnsupported: 'Ce navigateur ne peut pas enregistrer.',
  storedFiles: 'Fichiers gardés ici',
  storedText:
    'En retirer un libère sa place. Le message reste, et le fichier peut être rechargé tant que le serveur l’a.',
  removeHere: 'Retirer',
  cannotPlay: 'Ce navigateur ne peut pas le lire. Enregistrez-le et ouvrez-le ailleurs.',
  takeOut: (name) => `Retirer ${name}`,
  tooLarge: (size, most) => `Ce fichier fait ${size} ; ce serveur autorise ${most}.`,
  sealing: (percent) => `Chiffrement… ${percent}`,
  tooMany: (most) => `Au plus ${most} à la fois.`,
  load: (size) => `Charger (${size})`,
  speed: (rate) => `Vitesse ${rate}`,
  states: {
    uploading: 'En route',
    failed: 'Non envoyé',
    remote: 'Sur le serveur',
    loading: 'Chargement',
    here: 'Ici',
    gone: 'N’est plus sur le serveur',
    refused: 'Ce qui est arrivé n’est pas ce qui a été envoyé ; cela a été jeté',
  },
  waits: { offline: 'En attente d’une connexion', full: 'En attente de place sur le serveur' },
}
