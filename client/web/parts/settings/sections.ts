// The pages of the settings, in the order of their list.
import { aboutWords } from '../../words-about.ts'
import { settingsWords } from '../../words-settings.ts'
import { About } from './about.tsx'
import { Account } from './account.tsx'
import { AppearancePage } from './appearance.tsx'
import { Devices } from './devices.tsx'
import { Bell, Circle, Disk, Globe, Half, House, Padlock, Person, Screen } from './icons.tsx'
import { LanguagePage } from './language.tsx'
import { Notifications } from './notifications.tsx'
import type { Section } from './section.ts'
import { Eye } from '../../icons.tsx'
import { Privacy } from './privacy.tsx'
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
  { name: 'privacy', title: () => settingsWords.pages.privacy, Icon: Eye, Page: Privacy },
  { name: 'security', title: () => settingsWords.pages.security, Icon: Padlock, Page: Security },
  { name: 'language', title: () => settingsWords.pages.language, Icon: Globe, Page: LanguagePage },
  { name: 'storage', title: () => settingsWords.pages.storage, Icon: Disk, Page: Storage },
  { name: 'devices', title: () => aboutWords.devices, Icon: Screen, Page: Devices },
  { name: 'server', title: () => settingsWords.pages.server, Icon: House, Page: Server },
  { name: 'about', title: () => aboutWords.about, Icon: Circle, Page: About },
]
