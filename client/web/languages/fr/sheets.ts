// The words of the sheets that are loaded when they are wanted, in French.
import type { Part } from '../catalogue.ts'
import { counting } from '../spoken.ts'

const counted = counting('fr')

export const invite: Part<'invite'> = {
  inviteText:
    'La première personne qui ouvre ce lien peut parler avec vous. Un lien, une personne.',
  invitationLink: 'Lien d’invitation',
  preparing: 'Préparation d’un lien…',
  share: 'Partager',
  waiting: 'En attente de son ouverture…',
  notSaved: 'Le lien sera valable dès que le serveur l’aura.',
  joined: '{name} est là',
  openChat: 'Ouvrir la conversation',
  goodUntil: (date) => `Valable jusqu’au ${date}`,
  revoke: 'Retirer',
  revokedState: 'Retirée : ce lien n’ouvre plus rien.',
  expiredState: 'Expirée : ce lien n’ouvre plus rien.',
  anotherLink: 'Un autre lien',
  labelField: 'Pour qui est-ce ? (facultatif)',
  create: 'Créer',
  earlier: 'Invitations ouvertes',
  unnamed: 'Invitation',
  showLink: 'Afficher',
  qrPicture: 'Code QR du lien',
}

export const keys: Part<'keys'> = {
  keysTitle: 'Raccourcis clavier',
  keyGroups: { moving: 'Se déplacer', reading: 'Lire', message: 'Un message', writing: 'Écrire' },
  shortcuts: {
    keys: 'Cette liste',
    switch: 'Aller à une personne',
    search: 'Rechercher partout',
    find: 'Rechercher dans cette conversation',
    next: 'Conversation suivante',
    previous: 'Conversation précédente',
    nextUnread: 'Conversation non lue suivante',
    previousUnread: 'Conversation non lue précédente',
    oldestUnread: 'Plus ancien message non lu',
    pageUp: 'Messages plus anciens',
    pageDown: 'Messages plus récents',
    lock: 'Verrouiller maintenant',
    newest: 'Fermer, ou aller au plus récent',
    region: 'Personnes, messages, saisie',
    above: 'Le message au-dessus',
    below: 'Le message au-dessous',
    menu: 'Ce qu’on peut en faire',
    react: 'Réagir',
    reply: 'Répondre',
    forward: 'Transférer',
    erase: 'Supprimer',
    copy: 'Copier le texte',
    edit: 'Modifier le dernier message, quand rien n’est saisi',
    bold: 'Gras',
    italic: 'Italique',
    code: 'Code',
  },
  enterDoes: {
    send: 'Entrée envoie, Maj+Entrée commence une nouvelle ligne.',
    line: 'Entrée commence une nouvelle ligne, Maj+Entrée envoie.',
  },
  typeAnywhere: 'Taper n’importe où commence un message.',
}

export const security: Part<'security'> = {
  withPerson: 'avec {name}',
  whyVerify:
    'Les messages sont chiffrés de bout en bout. Comparez le code une fois, et vous saurez que personne ne se tient entre vous et {name}.',
  verifiedOn: {
    scan: (date) => `Vous avez scanné son code le ${date}`,
    compare: (date) => `Vous avez comparé les chiffres le ${date}`,
  },
  unverify: 'Retirer',
  renewals: (times, date) =>
    `Des messages ne se sont pas ouverts ${counted(times, { one: '# fois', many: '# de fois', other: '# fois' })}, la dernière le ${date}. Chaque fois, les deux appareils ont convenu d’eux-mêmes de nouvelles clés.`,
  together: 'Quand vous êtes ensemble',
  showText: 'Laissez {name} scanner ce code, et scannez le sien.',
  scanText: 'Placez dans l’image le code affiché sur l’écran de {name}.',
  ownCode: 'Code QR de votre code de sécurité',
  scanCode: 'Scanner son code',
  stopScan: 'Arrêter la caméra',
  viewfinder: 'Ce que voit la caméra',
  onCall: 'Au téléphone',
  callText:
    'Demandez à {name} d’ouvrir « Code de sécurité » et de lire ses chiffres à voix haute. Cochez chaque groupe qui est le même ici.',
  digits: 'Groupes du code de sécurité',
  allGroups: 'Les douze sont identiques',
  theyMatch: 'Ils correspondent',
  theyDiffer: 'Ils ne correspondent pas',
  samePerson: 'La même personne',
  samePersonText:
    'Est-ce bien {name} d’avant, avec un nouveau compte ? L’ancienne conversation reste telle quelle.',
  securityTroubles: {
    tickFirst: 'Cochez chaque groupe lu, ou « Les douze sont identiques », puis ceci.',
    cameraBlocked:
      'La caméra est bloquée pour ce site. Icône de cadenas dans la barre d’adresse → Autorisations → Caméra → Autoriser. Ou comparez les chiffres ci-dessous.',
    cameraMissing: 'Aucune caméra utilisable ici. Comparez plutôt les chiffres ci-dessous.',
  },
}

export const settings: Part<'settings'> = {
  backToList: 'Retour à la liste',
  pages: {
    account: 'Compte',
    notifications: 'Notifications',
    storage: 'Stockage',
    appearance: 'Apparence',
    language: 'Langue',
    security: 'Sécurité',
    privacy: 'Vie privée',
    server: 'Ce serveur',
  },
  accountText: 'Vos amis voient ce nom. Il leur parvient chiffré ; le serveur ne l’apprend jamais.',
  notifyChoices: {
    off: 'Désactivées',
    plain: '« Nouveau message », et rien d’autre',
    name: 'Qui a écrit',
    full: 'Qui a écrit, et quoi',
  },
  notifyAway: {
    asking: 'Le navigateur est interrogé…',
    on: 'Elles arrivent aussi quand Sotto est fermé. Le service push du navigateur apprend alors que quelque chose est arrivé, et rien d’autre.',
    none: 'Elles arrivent tant que Sotto est ouvert. Ce serveur ne réveille personne quand il est fermé.',
    refused:
      'Elles arrivent tant que Sotto est ouvert. Ce serveur n’utilise pas le service push de ce navigateur.',
    unsupported:
      'Elles arrivent tant que Sotto est ouvert. Ce navigateur ne réveille personne quand il est fermé.',
    failed:
      'Elles arrivent tant que Sotto est ouvert. Le service push de ce navigateur n’a pas pu être joint ; Sotto réessaiera à la prochaine ouverture.',
  },
  notifyProblems: {
    blocked:
      'Les notifications sont bloquées pour ce site. Icône de cadenas dans la barre d’adresse → Autorisations → Notifications → Autoriser.',
    unsupported: 'Ce navigateur n’a pas de notifications.',
    homeScreen:
      'Sur un iPhone ou un iPad, elles n’arrivent qu’aux apps de l’écran d’accueil. Partager → Sur l’écran d’accueil, ouvrez Sotto de là et activez-les.',
  },
  storedHere: (bytes) =>
    `Sotto garde ${counted(Math.max(1, Math.round(bytes / 1_000_000)), { one: '# mégaoctet', many: '# de mégaoctets', other: '# mégaoctets' })} dans ce navigateur, chiffrés.`,
  storagePromised: 'Le navigateur a promis de les garder.',
  storageNotPromised: 'Le navigateur peut les supprimer quand il manque de place.',
  colours: 'Couleurs',
  themes: { system: 'Comme le système', light: 'Clair', dark: 'Sombre' },
  textSize: 'Taille du texte',
  movement: 'Mouvement',
  keepStill: 'Tout garder immobile',
  enterKey: 'Touche Entrée',
  enterDoes: {
    send: 'Envoie ; Maj+Entrée commence une nouvelle ligne',
    line: 'Commence une nouvelle ligne ; Maj+Entrée envoie',
  },
  nameSaved: 'Enregistré. Vos amis en sont avertis.',
  saveName: 'Enregistrer',
  picture: 'Image',
  choosePicture: 'Choisir une image',
  noPicture: 'Retirer l’image',
  pictureText: 'Vos amis la voient ; où et avec quoi elle a été prise est d’abord retiré.',
  notesText: 'Une conversation avec vous-même. Elle ne quitte jamais cet appareil.',
  openNotes: 'Ouvrir vos notes',
  tellFriends: 'Dire à vos amis',
  tellReads: 'Quand j’ai lu leurs messages',
  tellTyping: 'Quand j’écris',
  tellText:
    'Qui ne le dit pas ne l’apprend pas non plus. Chaque conversation peut avoir sa propre règle.',
  asBrowser: (language) => `Comme ce navigateur : ${language}`,
  languageFailed:
    'Cette langue n’a pas pu être chargée. Vérifiez la connexion et choisissez-la à nouveau.',
}

export const switching: Part<'switch'> = {
  switchTitle: 'Aller à une personne',
  personName: 'Nom d’une personne',
  nobodyFound: 'Personne ne porte ce nom.',
}
