// The words of the app lock, in French.
import type { Part } from '../catalogue.ts'
import { counting } from '../spoken.ts'

const counted = counting('fr')

export const lock: Part<'lock'> = {
  lockedTitle: 'Sotto est verrouillé',
  lockedText: 'Vos conversations sont chiffrées dans ce navigateur. La phrase secrète les ouvre.',
  passphrase: 'Phrase secrète',
  showPassphrase: 'Afficher la saisie',
  unlock: 'Déverrouiller',
  unlocking: 'Déverrouillage…',
  wrong: 'Ce n’est pas la phrase secrète.',
  waitFor: (seconds) =>
    seconds < 90
      ? `Vous pourrez réessayer dans ${counted(seconds, { one: '# seconde', many: '# de secondes', other: '# secondes' })}.`
      : `Vous pourrez réessayer dans ${counted(Math.ceil(seconds / 60), { one: '# minute', many: '# de minutes', other: '# minutes' })}.`,
  capsLock: 'Le verrouillage des majuscules est actif.',
  failed:
    'Cet appareil n’a pas pu ouvrir le verrou : trop peu de mémoire libre, ou son stockage est abîmé. Fermez d’autres fenêtres et réessayez ; rien n’a été supprimé.',
  forgot: 'Oubliée ?',
  eraseTitle: 'Effacer les données de ce navigateur',
  eraseText:
    'Supprime le compte, les clés et toutes les conversations dans ce navigateur. Aucune copie ailleurs ne pourrait les ramener. Vos amis gardent les leurs et verront une nouvelle personne quand vous reviendrez.',
  eraseWord: 'effacer',
  eraseType: (word) => `Tapez « ${word} » pour continuer`,
  eraseNow: 'Tout effacer ici',
  erasing: 'Effacement…',
  cancel: 'Annuler',
  lockSection: 'Verrou de l’application',
  whyLock:
    'Demande une phrase secrète à l’ouverture de Sotto, et chiffre avec elle ce que garde ce navigateur. Qui prend l’appareil, ou copie ses fichiers ensuite, ne lit rien sans elle.',
  lockLimits:
    'Personne ne peut réinitialiser la phrase secrète, pas même qui s’occupe du serveur : sans elle, ce qui est dans ce navigateur est perdu. Tant que c’est verrouillé, aucun message n’arrive ici ; ils attendent sur le serveur.',
  newPassphrase: 'Nouvelle phrase secrète',
  repeatPassphrase: 'La même encore une fois',
  oldPassphrase: 'Phrase secrète actuelle',
  setLock: 'Activer le verrou',
  changeLock: 'Changer la phrase secrète',
  removeLock: 'Retirer le verrou',
  lockNow: 'Verrouiller maintenant',
  isSet: 'Le verrou est actif.',
  isChanged: 'La phrase secrète a été changée.',
  isRemoved: 'Le verrou est désactivé.',
  working: 'Un instant…',
  closesAfter: 'Verrouiller de lui-même',
  after: {
    hidden: 'Dès que Sotto n’est plus visible',
    1: 'Après 1 minute sans moi',
    5: 'Après 5 minutes',
    15: 'Après 15 minutes',
    60: 'Après une heure',
    closed: 'Seulement à la fermeture',
  },
  strength: {
    tooShort: (least) =>
      `Au moins ${counted(least, { one: '# caractère', many: '# de caractères', other: '# caractères' })}.`,
    short:
      'Courte. Assez contre un regard, pas contre quelqu’un qui copie les fichiers de cet appareil.',
    fair: 'Correcte. Quelques mots de plus la rendraient difficile à deviner même avec beaucoup de matériel.',
    long: 'Longue, et c’est ce qui compte ; tant que ce n’est pas une citation et que personne d’autre ne la connaît.',
  },
  tooLong: 'Cette phrase secrète est trop longue.',
  differs: 'Les deux ne sont pas identiques.',
  elsewhere:
    'Le verrou vient d’être modifié dans un autre onglet. Regardez à nouveau et recommencez.',
}
