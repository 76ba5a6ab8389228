// The words of the search in French.
import type { Part } from '../catalogue.ts'
import { counting } from '../spoken.ts'

const counted = counting('fr')

export const search: Part<'search'> = {
  results: 'Résultats',
  people: 'Personnes',
  messages: 'Messages',
  hint: 'Cherche parmi les personnes et tout ce qui a été écrit sur cet appareil.',
  searching: 'Recherche…',
  nothing: 'Aucun résultat.',
  nothingHint: 'Essayez une partie d’un mot. Les accents et les majuscules ne comptent pas.',
  failed: 'La recherche n’a pas pu démarrer. Réessayez.',
  found: (count) =>
    counted(count, {
      one: '# message trouvé',
      many: '# de messages trouvés',
      other: '# messages trouvés',
    }),
  more: 'Afficher plus',
  newest: (count) =>
    counted(count, {
      one: 'Seul le plus récent est affiché.',
      many: 'Seuls les # plus récents sont affichés.',
      other: 'Seuls les # plus récents sont affichés.',
    }),
  place: (at, count) => `${at} sur ${count}`,
  atLeast: (count) => `${count}+`,
  earlier: 'Résultat précédent',
  later: 'Résultat suivant',
}
