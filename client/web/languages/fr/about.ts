// The words of the settings' pages about storage, devices, server and program, in French.
import type { Part } from '../catalogue.ts'
import { counting } from '../spoken.ts'

const counted = counting('fr')

export const about: Part<'about'> = {
  devices: 'Appareils',
  about: 'À propos',
  storageUntold: 'Ce navigateur ne dit pas combien il garde.',
  storageKinds: {
    messages: 'Personnes, messages et clés, chiffrés',
    files: 'Fichiers',
    client: 'Sotto lui-même, pour qu’il s’ouvre hors ligne',
  },
  storageMost: (size) => `Ce navigateur autorise jusqu’à ${size}.`,
  keeping: 'Conservation',
  askToKeep: 'Demander au navigateur de tout garder',
  storageRefused:
    'Le navigateur ne l’a pas promis. La plupart décident seuls : installez Sotto ou ajoutez-le aux favoris, utilisez-le de temps en temps, et redemandez.',
  onlyHere: 'Ici seulement',
  onlyHereText:
    'Votre compte et vos conversations sont dans ce navigateur et nulle part ailleurs, et il n’y a pas encore moyen de les ramener. Ils disparaissent si vous effacez les données de ce site, supprimez le navigateur ou perdez cet appareil sans en avoir de copie. Vos amis gardent ce que vous leur avez écrit ; pour recommencer, il vous faut une nouvelle invitation.',
  remindTitle: 'Votre compte ne vit que dans ce navigateur',
  remindText:
    'Effacer ses données ou perdre cet appareil y mettrait fin ; il n’y a pas encore moyen de le ramener.',
  remindMore: 'Ce que cela veut dire',
  remindLater: 'Plus tard',
  thisDevice: 'Cet appareil',
  deviceNamed: (browser, system) =>
    browser !== undefined && system !== undefined
      ? `${browser} sur ${system}`
      : (browser ?? system ?? 'Ce navigateur'),
  deviceStates: {
    connected: 'Connecté maintenant',
    connecting: 'Connexion en cours',
    offline: 'Non connecté',
  },
  otherDevices: 'Autres appareils',
  noOtherDevices:
    'Un compte vit sur un appareil. Cette version ne permet pas d’en ajouter un second : dans un autre navigateur vous êtes une autre personne, qui a besoin d’une invitation.',
  address: 'Adresse',
  wayHere: 'Comment il est joint en ce moment',
  limits: 'Ce qu’il autorise',
  limitText: (size) => `Un message jusqu’à ${size} de texte`,
  limitDays: (days) =>
    `Ce qui attend quelqu’un est gardé ${counted(days, { one: '# jour', many: '# de jours', other: '# jours' })}, puis expire ; votre appareil le renvoie`,
  limitWaiting: (count, size) =>
    `Jusqu’à ${counted(count, { one: '# message', many: '# de messages', other: '# messages' })} ou ${size} peuvent attendre un ami ; le reste attend ici`,
  serverKnows: 'Ce qu’il peut voir',
  serverKnowsText:
    'L’adresse de votre réseau, quand vous êtes connecté, et quand et combien de données chiffrées vont et viennent. Aucun nom, aucun texte, aucune clé, et aucune liste de qui connaît qui.',
  clientHere: 'Le programme dans ce navigateur',
  notPinned:
    'Ce navigateur ne fixe rien ici : il exécute ce que le serveur envoie à chaque fois. Un Sotto installé ou un serveur certifié lui permet de fixer.',
  compareHash:
    'Calculé ici à partir des fichiers que ce navigateur exécute et continuera d’exécuter jusqu’à ce que vous preniez une version plus récente. « npm run build » des mêmes sources affiche la même valeur, sous « client ». Comparez-la aussi avec celle d’un ami : un serveur qui vous donnerait un autre programme se verrait ici, à moins que ce programme ne mente sur lui-même.',
  licence: 'Licence',
  licenceText: 'Logiciel libre sous licence MIT.',
  otherLicences: 'Licences de ce dont il est fait',
  clockFast: (minutes) =>
    `L’horloge de cet appareil a ${counted(minutes, { one: '# minute', many: '# de minutes', other: '# minutes' })} d’avance, les heures affichées ici sont donc fausses. Réglez-la sur automatique.`,
  clockSlow: (minutes) =>
    `L’horloge de cet appareil a ${counted(minutes, { one: '# minute', many: '# de minutes', other: '# minutes' })} de retard, les heures affichées ici sont donc fausses. Réglez-la sur automatique.`,
}
