// The words of the first screen, in French.
import type { Part } from '../catalogue.ts'
import { counting, numeral } from '../spoken.ts'

const counted = counting('fr')

export const words: Part<'words'> = {
  product: 'Sotto',
  promise:
    'Des conversations privées avec des gens que vous connaissez, sur un serveur que l’un de vous héberge.',
  welcomeTitle: 'Parlez tout bas.',
  welcomeText:
    'Ce serveur est nouveau et vous y êtes la première personne. Choisissez le nom que verront vos amis.',
  invitesYou: '{name} vous invite',
  invitesText:
    'à une conversation privée. Les messages sont chiffrés de bout en bout ; rien à installer, aucun formulaire.',
  invitedAs: 'Vous arrivez sous le nom de {name}.',
  yourName: 'Votre nom',
  nameHint: 'Seuls ceux avec qui vous parlez le voient.',
  badName: 'Choisissez un nom de 1 à environ 50 lettres.',
  nameTooLong: 'Ce nom est trop long. Il tient environ 50 lettres.',
  privateWindow: 'Une fenêtre privée oublie votre compte et vos conversations quand elle se ferme.',
  startChatting: 'Commencer',
  starting: 'Création de vos clés…',
  lookingAtLink: 'Ouverture de l’invitation…',
  strangerTitle: 'Il vous faut une invitation',
  strangerText:
    'On ne s’inscrit pas à Sotto. Quelqu’un qui utilise déjà ce serveur vous envoie un lien ; ouvrez-le et vous y êtes.',
  haveInvitation: 'J’ai une invitation',
  pasteHint: 'Collez le lien ici',
  openInvitation: 'Ouvrir',
  tryAgain: 'Réessayer',
  partFailed: 'Cette partie de Sotto n’a pas pu être chargée. Vérifiez la connexion.',
  reload: 'Recharger',
  toConversations: 'Aller à vos conversations',

  search: 'Rechercher',
  searchHere: 'Rechercher dans cette conversation',
  conversations: 'Conversations',
  conversation: 'Conversation',
  inviteFriend: 'Inviter quelqu’un',
  nobodyTitle: 'Encore personne ici',
  nobodyText:
    'Envoyez un lien à quelqu’un. Il suffit de l’ouvrir, de choisir un nom, et vous parlez.',
  pickTitle: 'Choisissez une conversation',
  pickText: 'Vos messages sont chiffrés de bout en bout et ne sont gardés que sur vos appareils.',
  pickNobodyTitle: 'Tout commence par un lien',
  pickNobodyText:
    'Invitez quelqu’un que vous connaissez. Sans votre lien, personne ne peut vous trouver ici.',
  you: 'Vous',
  youSaid: 'Vous : ',
  draftMark: 'Brouillon : ',
  newPerson: 'Dites bonjour',
  unread: (count) =>
    counted(count, {
      one: '# message non lu',
      many: '# de messages non lus',
      other: '# messages non lus',
    }),
  back: 'Retour aux conversations',

  notAnswered: 'En attente de sa première réponse',
  unreachable: 'En attente de son adresse ; les messages sont gardés ici',
  sayHello: 'Dites bonjour à {name}.',
  areEncrypted: 'Les messages sont chiffrés de bout en bout.',
  messages: 'Messages',
  history: 'Historique des messages',
  message: 'Message',
  send: 'Envoyer',
  beginning: 'C’est ici que tout a commencé.',
  loadingOlder: 'Chargement des messages plus anciens…',
  newMessages: (count) =>
    counted(count, {
      one: '# nouveau message',
      many: '# de nouveaux messages',
      other: '# nouveaux messages',
    }),
  jump: 'Aller au plus récent',
  showAll: 'Tout afficher',
  codeBlock: 'Code',
  leadsTo: (host) => `(mène à ${host})`,
  needsNewerShort: 'Nécessite un Sotto plus récent',
  needsNewer:
    'Ce message nécessite un Sotto plus récent. Rechargez pour mettre à jour ; il s’affichera alors.',
  tooLong: (over) =>
    `Trop long de ${counted(over, { one: '# caractère', many: '# de caractères', other: '# caractères' })}. Raccourcissez-le ou envoyez-le en deux parties.`,
  states: {
    sending: 'Envoi en cours',
    sent: 'Envoyé',
    delivered: 'Distribué',
    failed: 'Non distribué',
    held: 'Retenu jusqu’à votre vérification',
    read: 'Lu',
    received: 'Reçu',
  },
  lineKinds: {
    erased: 'Message supprimé',
    photo: 'Photo',
    video: 'Vidéo',
    voice: 'Message vocal',
    file: 'Fichier',
    event: 'Messages éphémères',
  },
  typing: 'écrit…',
  notes: 'Notes pour vous',
  archived: (count) => `Archivées (${numeral(count)})`,
  muted: 'En silence',
  onTop: 'Gardée en haut',
  about: 'À propos de {name}',
  erased: { mine: 'Vous avez supprimé ce message.', theirs: 'Ce message a été supprimé.' },
  forwarded: 'Transféré',
  edited: 'modifié',
  starred: 'Étoilé',
  quoteGone: 'Ce message n’est plus ici.',
  quoting: 'Répond à',
  reactions: 'Réactions',
  both: 'vous deux',
  erase: 'Supprimer',
  emoji: 'Emoji',
  serverBar:
    'Le serveur ne répond pas. Il redémarre peut-être ; vos messages sont gardés ici et partiront à son retour.',
  tryingIn: (seconds) =>
    counted(seconds, {
      one: 'Nouvel essai dans # seconde.',
      many: 'Nouvel essai dans # de secondes.',
      other: 'Nouvel essai dans # secondes.',
    }),
  tryNow: 'Réessayer maintenant',
  attach: 'Joindre des fichiers',
  speak: 'Message vocal',
  dropHere: 'Déposez les fichiers ici',
  today: 'Aujourd’hui',
  yesterday: 'Hier',

  securityCode: 'Code de sécurité',
  verification: {
    link: 'En contact par lien d’invitation',
    person: 'Vérifié en personne',
    changed: 'Code de sécurité modifié',
    replaced: 'Utilise un autre compte',
  },

  inviteTitle: 'Inviter quelqu’un',
  copy: 'Copier',
  copied: 'Copié',
  copyFailed: 'La copie a échoué. Sélectionnez le lien et copiez-le vous-même.',
  close: 'Fermer',

  settings: 'Réglages',
  newMessage: 'Nouveau message',
  notifications: 'Notifications',
  storage: 'Stockage',
  thisServer: 'Ce serveur',

  connectionName: 'Connexion',
  connections: { connected: 'Connecté', connecting: 'Connexion en cours', offline: 'Hors ligne' },
  connectingBar: 'Connexion…',
  updatingBar: 'Mise à jour…',
  freshBar: 'Une nouvelle version de Sotto est prête.',
  takeFresh: 'L’utiliser',
  offlineBar: 'Pas de connexion. Vos messages sont gardés ici et partiront dès votre retour.',
  retry: 'Réessayer',
  certificateBar:
    'Votre navigateur n’a pas encore accepté le certificat de ce serveur pour les messages.',
  socketsBar:
    'Quelque chose entre ici et le serveur bloque les messages, peut-être un filtre de ce réseau. Essayez un autre réseau.',
  openAndAccept: 'Ouvrir et accepter',
}
