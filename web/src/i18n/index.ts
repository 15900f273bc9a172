/**
 * Sentences live in `{vi,en}/<area>.json`, one namespace per file; `errors.<area>.json` files together
 * form the namespace `errors`, keyed by the stable code of the problem; `notify.<area>.json` likewise form `notify`.
 * The sign-in page loads the `light` bundle, the shell loads all.
 */
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';

export type Language = 'vi' | 'en';
export const languages: readonly Language[] = ['vi', 'en'];
export type Bundle = Record<string, Record<string, unknown>>;

const KEY = 'coloa.lang';

const light: Record<Language, () => Promise<{ default: Bundle }>> = {
  vi: () => import('./light.vi'),
  en: () => import('./light.en'),
};
const full: Record<Language, () => Promise<{ default: Bundle }>> = {
  vi: () => import('./full.vi'),
  en: () => import('./full.en'),
};

let scope: 'light' | 'full' = 'light';

function storedLanguage(): Language {
  return localStorage.getItem(KEY) === 'en' ? 'en' : 'vi';
}

function add(language: Language, bundle: Bundle): void {
  for (const [namespace, sentences] of Object.entries(bundle)) {
    i18next.addResourceBundle(language, namespace, sentences, true, true);
  }
}

async function load(language: Language): Promise<void> {
  add(language, (await (scope === 'full' ? full : light)[language]()).default);
}

/** Turns `./vi/errors.plan.json` and its siblings into namespaces. */
export function bundleOf(files: Record<string, unknown>): Bundle {
  const bundle: Bundle = {};
  for (const [path, sentences] of Object.entries(files)) {
    const name = path.replace(/^.*\//, '').replace(/\.json$/, '');
    const namespace = name.startsWith('errors.') ? 'errors' : name.startsWith('notify.') ? 'notify' : name;
    bundle[namespace] = { ...bundle[namespace], ...(sentences as Record<string, unknown>) };
  }
  return bundle;
}

export async function startLanguage(): Promise<void> {
  const language = storedLanguage();
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'vi',
    supportedLngs: ['vi', 'en'],
    defaultNS: 'common',
    ns: ['common'],
    resources: {},
    partialBundledLanguages: true,
    interpolation: { escapeValue: false },
    returnNull: false,
    react: { useSuspense: false, bindI18nStore: 'added' },
  });
  document.documentElement.lang = language;
  await load(language);
}

/** Called by the shell before it renders. */
export async function loadAllSentences(): Promise<void> {
  scope = 'full';
  await load(currentLanguage());
}

export function currentLanguage(): Language {
  return i18next.language === 'en' ? 'en' : 'vi';
}

export async function setLanguage(language: Language): Promise<void> {
  await load(language);
  localStorage.setItem(KEY, language);
  document.documentElement.lang = language;
  await i18next.changeLanguage(language);
}
