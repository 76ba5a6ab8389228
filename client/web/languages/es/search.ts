// The words of the search in Spanish.
import type { Part } from '../catalogue.ts'
import { counting } from '../spoken.ts'

const counted = counting('es')

export const search: Part<'search'> = {
  results: 'Resultados',
  people: 'Personas',
  messages: 'Mensajes',
  hint: 'Busca entre las personas y todo lo escrito en este dispositivo.',
  searching: 'Buscando…',
  nothing: 'No se encontró nada.',
  nothingHint: 'Prueba con una parte de una palabra. Los acentos y las mayúsculas no importan.',
  failed: 'No se pudo iniciar la búsqueda. Inténtalo de nuevo.',
  found: (count) =>
    counted(count, {
      one: '# mensaje encontrado',
      many: '# de mensajes encontrados',
      other: '# mensajes encontrados',
    }),
  more: 'Mostrar más',
  newest: (count) =>
    counted(count, {
      one: 'Solo se muestra el más reciente.',
      many: 'Solo se muestran los # más recientes.',
      other: 'Solo se muestran los # más recientes.',
    }),
  place: (at, count) => `${at} de ${count}`,
  atLeast: (count) => `${count}+`,
  earlier: 'Resultado anterior',
  later: 'Resultado siguiente',
}
