import { useSyncExternalStore } from 'react';
import type { ThemeName } from './tokens';

/** What the person chose; `system` follows the device (dark, or more contrast). */
export type ThemeChoice = 'system' | ThemeName;
export const themeChoices: readonly ThemeChoice[] = ['system', 'light', 'dark', 'contrast'];

const KEY = 'coloa.theme';
const listeners = new Set<() => void>();

function stored(): ThemeChoice {
  const value = localStorage.getItem(KEY);
  return themeChoices.includes(value as ThemeChoice) ? (value as ThemeChoice) : 'system';
}

let choice: ThemeChoice = stored();

export function resolvedTheme(): ThemeName {
  if (choice !== 'system') return choice;
  if (window.matchMedia('(prefers-contrast: more)').matches) return 'contrast';
  return window.matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

function apply(): void {
  document.documentElement.dataset.theme = resolvedTheme();
  for (const listener of listeners) listener();
}

export function startTheme(): void {
  apply();
  for (const query of ['(prefers-contrast: more)', '(prefers-color-scheme: dark)']) {
    window.matchMedia(query).addEventListener('change', apply);
  }
}

export function setTheme(next: ThemeChoice): void {
  choice = next;
  localStorage.setItem(KEY, next);
  apply();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useTheme(): { choice: ThemeChoice; name: ThemeName } {
  const name = useSyncExternalStore(subscribe, resolvedTheme);
  const current = useSyncExternalStore(subscribe, () => choice);
  return { choice: current, name };
}
