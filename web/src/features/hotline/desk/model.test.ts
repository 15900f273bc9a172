import i18next from 'i18next';
import { describe, expect, it } from 'vitest';
import { can, type Session } from '~/app/session';
import { session } from '~/test/render';
import { INDICATORS } from '../model';
import { PUBLIC_PAGES } from '../publicPages';
import { publicCommands, publicMenu, publicRoutes } from '../publicRoutes';
import { queryOf } from './api';
import { defang, endingOf, linesOf, shownValue, TONES, toneOf } from './model';

describe('addresses that nobody opens by accident', () => {
  it('takes scheme and dots of the host, and leaves path and figures', () => {
    expect(defang('https://gia-mau.example/a.b?c=d.e')).toBe('hxxps://gia-mau[.]example/a.b?c=d.e');
    expect(defang('HTTP://203.0.113.9:8080/x')).toBe('hxxp://203[.]0[.]113[.]9:8080/x');
    expect(defang('lừa@gia.mau.example')).toBe('lừa@gia[.]mau[.]example');
    expect(defang('trang đổi-quà.việt.example và xn--mau-gia.xn--p1ai')).toBe(
      'trang đổi-quà[.]việt[.]example và xn--mau-gia[.]xn--p1ai',
    );
    expect(defang('Đã mất 1.500.000 đ lúc 12.30 ngày 3.4.2026, v.v.')).toBe(
      'Đã mất 1.500.000 đ lúc 12.30 ngày 3.4.2026, v.v.',
    );
  });
  it('finds one within a sentence of several lines', () => {
    expect(defang('Xem\nwww.mau-gia.example.\nHết')).toBe('Xem\nwww[.]mau-gia[.]example.\nHết');
    expect(defang('')).toBe('');
  });
  it('shows numbers as they are', () => {
    expect(shownValue('phone', '0912000101')).toBe('0912000101');
    expect(shownValue('domain', 'mau-gia.example')).toBe('mau-gia[.]example');
    expect(shownValue('handle', '@mau.gia')).toBe('@mau.gia');
  });
});

it('tells what ends soon', () => {
  const now = new Date('2026-11-29T05:00:00Z');
  expect(endingOf(null, now)).toBe('never');
  expect(endingOf('2026-11-29T04:59:59Z', now)).toBe('over');
  expect(endingOf('2026-12-13T05:00:00Z', now)).toBe('soon');
  expect(endingOf('2026-12-14T05:00:00Z', now)).toBe('later');
});

it('sends lines that say something, and one value of each filter', () => {
  expect(linesOf(' một \n\n  hai\n')).toEqual(['một', 'hai']);
  expect(linesOf(undefined)).toEqual([]);
  expect(queryOf({ search: 'a', filters: { state: ['open', 'closed'], kind: [] } })).toEqual({
    search: 'a',
    state: 'open',
  });
});

it('has a word for every state and kind', () => {
  for (const [of, states] of Object.entries(TONES))
    for (const state of Object.keys(states)) {
      expect(i18next.exists(`hotline_desk:${of}.state.${state}`), `${of} ${state}`).toBe(true);
      expect(i18next.exists(`hotline_desk:${of}.state_why.${state}`), `${of} ${state}`).toBe(true);
    }
  for (const kind of INDICATORS)
    for (const key of [`kind.${kind}`, `citizen.vi.name.${kind}`, `citizen.en.name.${kind}`])
      expect(i18next.exists(`hotline_desk:${key}`), key).toBe(true);
  expect(toneOf('verdict', 'something new')).toBe('info');
});

describe('ways to the pages', () => {
  const having = (...permissions: string[]): Session => ({ ...session, permissions });
  const paths = (routes: typeof publicRoutes): string[] =>
    routes.flatMap((route) => [route.path ?? '', ...paths(route.children ?? [])]).filter(Boolean);

  it('names every page, and has a route for it', () => {
    const known = paths(publicRoutes);
    for (const { label, to } of PUBLIC_PAGES) {
      expect(i18next.exists(label), label).toBe(true);
      expect(known).toContain(to.slice(1));
    }
    for (const { label } of [...publicMenu, ...publicCommands])
      expect(i18next.exists(label), label).toBe(true);
  });
  it('leads everybody who has something to do there in by one entry at least', () => {
    const entries = (who: Session) => publicMenu.filter((entry) => entry.visible(who)).length;
    expect(entries(having('hotline.publish', 'hotline.trust', 'hotline.statistics'))).toBe(1);
    expect(entries(having('hotline.statistics'))).toBe(1);
    expect(entries(having('hotline.statistics', 'hotline.read'))).toBe(0);
    expect(entries(having('report.read'))).toBe(0);
  });
  it('shows no tab to whoever may do nothing there', () => {
    const tabs = (who: Session) =>
      PUBLIC_PAGES.filter((page) => page.needs.some((need) => can(who, need))).map((page) => page.id);
    expect(tabs(having('hotline.statistics'))).toEqual(['statistics']);
    expect(tabs(having('report.read'))).toEqual([]);
  });
});
