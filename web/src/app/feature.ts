import type { ReactNode } from 'react';
import type { NavigateFunction, RouteObject } from 'react-router';
import type { Session } from './session';

/** One entry of the side menu. Who may not use it does not see it. */
export interface MenuEntry {
  /** i18n key with namespace: `plan:menu.plans`. */
  label: string;
  to: string;
  icon?: ReactNode;
  visible: (session: Session) => boolean;
  /** Groups are drawn in the order of `MENU_GROUPS`. */
  group?: MenuGroup;
  /** Two keys after each other, e.g. `g p`; the second is not j, k or x, which lists use. */
  shortcut?: string;
  /** Also a tab of the bottom bar on a phone (at most four are shown). */
  phone?: boolean;
}

export const MENU_GROUPS = ['work', 'watch', 'public', 'manage'] as const;
export type MenuGroup = (typeof MENU_GROUPS)[number];

/** Something one can do from the palette (Ctrl-K). */
export interface Command {
  id: string;
  label: string;
  /** i18n key of further words it is found by. */
  keywords?: string;
  visible: (session: Session) => boolean;
  run: (tools: { navigate: NavigateFunction }) => void | Promise<void>;
}

export interface SearchHit {
  id: string;
  title: string;
  /** One line under the title: agency, number, state. */
  hint?: string;
  to: string;
}

/** Finds records for the palette while one types; aborted by the next key. */
export interface SearchProvider {
  id: string;
  label: string;
  visible: (session: Session) => boolean;
  /** Asked only from this length on (default 2). */
  minLength?: number;
  search: (text: string, signal: AbortSignal) => Promise<SearchHit[]>;
}

/** A card of the first page ("what is due now"), loaded when shown. */
export interface HomeCard {
  id: string;
  /** Smaller comes first. */
  order: number;
  visible: (session: Session) => boolean;
  load: () => Promise<{ default: React.ComponentType }>;
  /** Takes the full width of the page. */
  wide?: boolean;
}

/** What an area gives to the shell: `export const feature: Feature` in `features/<area>/routes.tsx`. */
export interface Feature {
  area: string;
  routes: RouteObject[];
  menu?: MenuEntry[];
  commands?: Command[];
  search?: SearchProvider[];
  home?: HomeCard[];
}

/** `handle` of a route: its part of the breadcrumb and title (i18n key with namespace). */
export interface RouteHandle {
  crumb?: string;
}
