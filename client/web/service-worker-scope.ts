// Of the service worker's scope what is used here; the page's types are in force in this folder.
import type { Receiver } from './push/receiver.ts'
import type { Shown } from './push/woken.ts'

/** What pages and the service worker say to each other. */
export type ToWorker =
  | { readonly type: 'versions' }
  | { readonly type: 'accept' }
  /** To one that waits: it asks the browser again to run it. */
  | { readonly type: 'takeOver' }
export type FromWorker =
  /** `fresh`: a client newer than the pinned one is here. */
  | { readonly type: 'versions'; readonly fresh: boolean }
  | { readonly type: 'accepted' }
  /** A notification was tapped: this conversation is wanted. */
  | { readonly type: 'open'; readonly person: string }

/** A page of this origin. */
export interface WorkerClient {
  readonly focused: boolean
  readonly visibilityState: DocumentVisibilityState
  focus(): Promise<WorkerClient>
  postMessage(message: FromWorker): void
}

interface Lasting {
  waitUntil(work: Promise<unknown>): void
}

export interface ShownNotification {
  readonly tag: string
  readonly data: { readonly person: string | undefined } | null
  close(): void
}

export interface WorkerScope {
  readonly clients: {
    claim(): Promise<void>
    matchAll(options?: {
      readonly type: 'window'
      readonly includeUncontrolled: boolean
    }): Promise<readonly WorkerClient[]>
    openWindow(url: string): Promise<WorkerClient | null>
  }
  readonly registration: {
    readonly pushManager?: PushManager
    showNotification(title: string, options: Shown): Promise<void>
    getNotifications(options: { readonly tag: string }): Promise<readonly ShownNotification[]>
  }
  readonly trustedTypes?: {
    createPolicy(
      name: string,
      rules: { createScriptURL(url: string): string },
    ): { createScriptURL(url: string): unknown }
  }
  sottoReceiver?: Receiver | undefined
  importScripts(url: string): void
  skipWaiting(): Promise<void>
  addEventListener(type: 'install' | 'activate' | 'push', listener: (event: Lasting) => void): void
  /** Browsers that do not say which subscription it was leave it away. */
  addEventListener(
    type: 'pushsubscriptionchange',
    listener: (event: Lasting & { readonly oldSubscription?: PushSubscription | null }) => void,
  ): void
  addEventListener(
    type: 'notificationclick',
    listener: (event: Lasting & { readonly notification: ShownNotification }) => void,
  ): void
  addEventListener(
    type: 'fetch',
    listener: (event: {
      readonly request: Request
      respondWith(answer: Promise<Response>): void
    }) => void,
  ): void
  addEventListener(
    type: 'message',
    listener: (
      event: Lasting & { readonly data: ToWorker; readonly source: WorkerClient | null },
    ) => void,
  ): void
}
