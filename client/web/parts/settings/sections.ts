// The pages of the settings, in the order of their list.
import { settingsWords } from '../../words-settings.ts'
import { Account } from './account.tsx'
import { AppearancePage } from './appearance.tsx'
import { Bell, Disk, Globe, Half, House, Padlock, Person } from './icons.tsx'
import { LanguagePage } from './language.tsx'
import { Notifications } from './notifications.tsx'
import type { Section } from './section.ts'
import { Security } from './security.tsx'
import { Server } from './server.tsx'
import { Storage } from './storage.tsx'

export const sections: readonly Section[] = [
  { name: 'account', title: () => settingsWords.pages.account, Icon: Person, Page: Account },
  {
    name: 'notifications',
    title: () => settingsWords.pages.notifications,
    Icon: Bell,
    Page: Notifications,
  },
  {
    name: 'appearance',
    title: () => settingsWords.pages.appearance,
    Icon: Half,
    Page: AppearancePage,
  },
  { name: 'security', title: () => settingsWords.pages.security, Icon: Padlock, Page: Security },
  { name: 'language', title: () => settingsWords.pages.language, Icon: Globe, Page: LanguagePage },
  { name: 'storage', title: () => settingsWords.pages.storage, Icon: Disk, Page: Storage },
  { name: 'server', title: () => settingsWords.pages.server, Icon: House, Page: Server },
]
