// What is said when something does not go on, in French: refusals, stops, remarks, and how messages travel.
import type { LossCause } from '../../../engine/view.ts'
import type { Part } from '../catalogue.ts'
import { counting } from '../spoken.ts'

const counted = counting('fr')

const lossCauses: Record<LossCause, string> = {
  setBack: 'ils étaient arrivés, mais ce navigateur est revenu à un état antérieur.',
  unreadable: 'ils sont arrivés, mais cet appareil n’avait plus les clés pour les ouvrir.',
  missing:
    'le serveur ne les a jamais apportés, ou ce navigateur ou celui de votre correspondant est revenu à un état antérieur.',
}

const troubles = {
  mangled: 'Ce lien est incomplet ou abîmé. Copiez le lien entier et ouvrez-le à nouveau.',
  newer:
    'Ce lien vient d’un Sotto plus récent que celui de cette fenêtre. Rechargez pour l’obtenir.',
  gone: 'Cette invitation a expiré ou a été retirée. Demandez-en une nouvelle.',
  used: 'Ce lien a déjà servi. Si c’était vous, ouvrez Sotto là où vous l’avez utilisé ; sinon, demandez-en un nouveau.',
  own: 'C’est votre propre invitation. Envoyez-la à la personne que vous voulez retrouver ici.',
  friends: 'Vous êtes déjà en contact grâce à cette invitation.',
  offline:
    'Le serveur est injoignable pour le moment. Votre lien reste valable ; réessayez dans un instant.',
  busy: 'Le serveur est occupé, ou beaucoup est venu de votre réseau. Rien n’est perdu ; réessayez dans une minute.',
  full: 'Ce serveur n’accepte plus personne. Dites-le à qui s’en occupe ; votre lien reste valable.',
  notInvited: 'Ce lien n’ouvre plus ce serveur. Demandez-en un nouveau.',
  badName: 'Choisissez un nom de 1 à environ 50 lettres.',
  tooLong: 'Ce message est trop long.',
  empty: 'Il n’y a encore rien à envoyer.',
  unknown: 'Cette conversation n’est plus sur cet appareil.',
  storage:
    'Ce navigateur n’a pas pu l’enregistrer. Libérez de la place et réessayez ; rien n’a été envoyé.',
  already: 'Sotto est déjà installé dans ce navigateur.',
  securityCode:
    'C’est un code de sécurité, pas une invitation. Ouvrez la conversation, choisissez « Code de sécurité » et scannez-le là.',
  noCode:
    'Ce n’est pas un code de sécurité de Sotto. Scannez le code affiché sur l’écran de votre correspondant.',
  codeDiffers:
    'Les codes ne correspondent PAS. N’envoyez rien de confidentiel ici. Quelqu’un est peut-être entre vous, ou c’est le code d’une autre conversation. Rien n’a été vérifié.',
  tooMany: 'C’est trop à la fois. Choisissez-en moins.',
  tooOld:
    'Ce message est trop ancien pour être renvoyé : il pourrait apparaître deux fois. Copiez-le dans un nouveau.',
  removed: 'Vous avez retiré cette personne. Invitez-vous à nouveau pour écrire.',
  blocked: 'Vous avez bloqué cette personne. Débloquez-la pour écrire.',
  noPicture: 'Ce n’est pas une image utilisable. Choisissez-en une autre.',
  fileGone:
    'Le serveur garde les fichiers 30 jours, et celui-ci n’y est plus. Enregistrez-le et renvoyez-le.',
  notVerified: 'Vous aviez vérifié cette personne. Vérifiez d’abord le nouveau code de sécurité.',
  replaced: 'Cette personne écrit maintenant depuis un nouveau compte. Écrivez-lui là-bas.',
  otherServer: 'Ce lien appartient à un autre serveur. Ouvrez-le dans sa propre fenêtre.',
}

const reasons = {
  storageFull:
    'Cet appareil est plein, Sotto ne peut plus rien enregistrer. Ce que vous avez est en sécurité. Libérez de la place ; Sotto reprendra de lui-même.',
  storageBroken:
    'Ce navigateur a cessé d’enregistrer pour Sotto. Ce qui était affiché comme envoyé est en sécurité. Rechargez pour continuer.',
  elsewhere:
    'Sotto continue dans une autre fenêtre de ce navigateur. Rechargez pour l’utiliser ici.',
  versionTooOld:
    'Cette application est plus ancienne que ce que le serveur comprend. Rechargez pour obtenir la nouvelle ; rien n’est perdu.',
  inboxGone:
    'Le serveur ne connaît plus cet appareil. Vos conversations sont toujours ici. Demandez à la personne qui s’en occupe de vous faire revenir.',
  noStorage:
    'Ce navigateur ne peut pas garder vos clés (une fenêtre privée ou un disque plein). Vous perdriez vos conversations en la fermant. Ouvrez Sotto dans une fenêtre normale.',
  evicted:
    'Ce navigateur a supprimé les données de Sotto ; le compte ne peut plus être ouvert ici. Ce qui était affiché comme envoyé parvient à vos amis. Demandez à l’un d’eux une nouvelle invitation.',
  newer:
    'Sotto a été mis à jour dans une autre fenêtre. Rechargez pour utiliser le nouveau ici ; rien n’est perdu.',
  unsupported:
    'Il manque à ce navigateur ce dont Sotto a besoin pour garder et chiffrer les messages. Mettez-le à jour, ou utilisez un Firefox, Chrome ou Safari récent.',
  brokenRandom:
    'Ce navigateur ne donne pas de nombres aléatoires, ou en donne de faux : aucune clé sûre n’est possible. Sotto ne démarre pas ; ce que vous avez reste tel quel. Utilisez un autre navigateur, ou désactivez l’extension qui modifie celui-ci, puis rechargez.',
  workerFailed:
    'Une partie de Sotto n’a pas démarré. Rechargez la page ; ce que vous avez est en sécurité.',
}

export const trouble: Part<'trouble'> = {
  otherLink: 'Utiliser un autre lien',
  openThere: 'Ouvrir ce serveur',
  troubleTitle: 'Ce lien ne fonctionne pas',
  troubleTitles: {
    used: 'Déjà utilisé',
    gone: 'Plus valable',
    own: 'Votre propre invitation',
    friends: 'Déjà en contact',
    offline: 'Pas de connexion',
    busy: 'Un instant',
    newer: 'Un lien plus récent',
    otherServer: 'Un autre serveur',
    storage: 'Enregistrement impossible',
    already: 'Déjà installé',
  },
  troubles,
}

export const stops: Part<'stops'> = {
  lostTitle: 'Vos conversations ne sont plus dans ce navigateur',
  startAnew: 'Recommencer',
  stoppedTitle: 'Sotto ne peut pas démarrer ici',
  stops: reasons,
}

export const remarks: Part<'remarks'> = {
  somebodyElse: 'Quelqu’un d’autre',
  codeChanged:
    'Le code de sécurité de {name} a changé (nouveau téléphone ou réinstallation ?). Vérifiez avant d’envoyer quelque chose de confidentiel.',
  knownBefore:
    'Vous connaissez {name} avec un autre code de sécurité. Vérifiez que c’est la même personne avant d’envoyer quelque chose de confidentiel.',
  heldUntil: 'Ce que vous écrivez est retenu ici jusque-là.',
  heldHere:
    'Ce que vous écrivez à {name} est retenu ici jusqu’à ce que vous ayez vérifié le code de sécurité.',
  verify: 'Vérifier',
  later: 'Plus tard',
  replacedBy: '{name} écrit maintenant depuis un autre compte. Cette conversation reste lisible.',
  openNew: 'Ouvrir la nouvelle',
  notSame: 'Pas la même personne',
  dismiss: 'OK',
  linkTriedTwice:
    'Quelqu’un d’autre a essayé une de vos invitations qui avait déjà servi, et n’a rien obtenu. Si votre ami dit que ce n’est pas lui qui est arrivé, parlez-lui en personne.',
  lost: (count, why) =>
    `Jusqu’à ${counted(count, { one: '# message de {name} a été perdu', many: '# de messages de {name} ont été perdus', other: '# messages de {name} ont été perdus' })} : ${lossCauses[why]} Demandez qu’on vous les renvoie.`,
  profileCopied:
    'Ce navigateur a été copié ou ramené à un état antérieur. Sotto a renouvelé ses clés avec tout le monde ; vous n’avez rien à faire.',
  wrongKeys:
    'Des clés qui ne sont pas celles de {name} ont été présentées comme telles, par le serveur ou par quelqu’un qui a son adresse. Elles ont été refusées et rien ne leur a été envoyé. Si cela se reproduit, parlez-vous en personne.',
  peerCopied:
    'Le navigateur de {name} existe peut-être deux fois : une copie ou un état antérieur a écrit. Si {name} n’en sait rien, comparez le code de sécurité.',
  catchingUp: 'Rattrapage avec {name}…',
}

export const ways: Part<'ways'> = {
  ways: {
    sockets: {
      name: 'WebSocket',
      text: 'Les messages ont leur propre port sur le serveur et arrivent aussitôt.',
    },
    page: {
      name: 'WebSocket sur le port de la page',
      text: 'Le port du serveur réservé aux messages n’est pas joignable d’ici ; ils partagent celui de cette page. Rien n’est perdu ni ralenti.',
    },
    stream: {
      name: 'flux HTTPS',
      text: 'Ce réseau ne laisse passer aucun WebSocket ; les messages arrivent dans une longue réponse à une requête ordinaire. Ils arrivent aussitôt ; l’envoi prend un instant de plus.',
    },
    poll: {
      name: 'interrogation répétée',
      text: 'Ce réseau ne laisse passer aucun WebSocket et retient les flux ; la page redemande sans cesse. Les messages peuvent tarder un peu ; aucun n’est perdu.',
    },
  },
  connectedOver: (way) => `Connecté · ${way}`,
  triesBetter: 'Sotto réessaie les voies plus rapides toutes les dix minutes.',
}
