import { describe, expect, it } from 'vitest';
import { isOfService } from './api';
import { proposals, strongest, sumOf } from './cluster';
import { graphOf, keyOf, ROW, reportsBy } from './graph';

const report = (id: string) => ({ id, number: `HL-2026-${id}` });
const indicator = (value: string, joins = true, kind = 'phone') => ({ kind, value, match_key: value, joins });
const edge = (report_id: string, match_key: string, kind = 'phone') => ({ report_id, kind, match_key });

describe('the picture of a campaign', () => {
  const of = {
    reports: ['1', '2', '3', '4'].map(report),
    indicators: [indicator('lone', false), indicator('few'), indicator('many')],
    edges: [
      edge('1', 'few'),
      edge('2', 'few'),
      edge('2', 'many'),
      edge('3', 'many'),
      edge('4', 'many'),
      edge('4', 'lone'),
      edge('9', 'many'),
    ],
  };

  it('puts what joins most first, and reports level with what they name', () => {
    const graph = graphOf(of);
    expect(graph.indicators.map((one) => one.value)).toEqual(['many', 'few', 'lone']);
    expect(graph.reports.map((one) => one.id)).toEqual(['3', '2', '1', '4']);
    expect(graph.height).toBe(4 * ROW);
    // Of a report that is not shown no line is drawn.
    expect(graph.lines).toHaveLength(6);
  });
  it('draws from the middle of a line to the middle of another', () => {
    const line = graphOf(of).lines.find((one) => one.report === '3');
    expect(line).toEqual({
      report: '3',
      indicator: 'phone many',
      joins: true,
      from: ROW / 2,
      to: (2 * ROW) / 3,
    });
    const lone = graphOf(of).lines.find((one) => one.indicator === 'phone lone');
    expect(lone?.joins).toBe(false);
  });
  it('tells what does not fit', () => {
    const graph = graphOf(of, 2);
    expect(graph.hidden).toEqual({ reports: 2, indicators: 1 });
    expect(graph.lines.every((line) => line.indicator !== 'phone lone')).toBe(true);
  });
  it('keeps a phone and an account of the same digits apart', () => {
    const both = [indicator('0912000101'), indicator('0912000101', true, 'bank_account')];
    const edges = [edge('1', '0912000101'), edge('2', '0912000101', 'bank_account')];
    const graph = graphOf({ reports: [report('1'), report('2')], indicators: both, edges });
    expect(graph.lines.map((line) => `${line.report} ${line.indicator}`).sort()).toEqual([
      '1 phone 0912000101',
      '2 bank_account 0912000101',
    ]);
    expect(new Set(both.map(keyOf)).size).toBe(2);
  });
  it('draws nothing of nothing', () => {
    expect(graphOf({ reports: [], indicators: [], edges: [] })).toMatchObject({ lines: [], height: 0 });
  });
  it('says for the table which reports name a thing', () => {
    const by = reportsBy(of.reports, of.edges);
    expect(by.get('phone many')?.map((one) => one.id)).toEqual(['2', '3', '4']);
    expect(by.get('phone nothing')).toBeUndefined();
  });
});

describe('a proposed campaign', () => {
  const of = (id: string, received_at: string, scam_type: string | null, amount: number | null) => ({
    id,
    number: id,
    received_at,
    scam_type,
    amount,
  });

  it('adds up what is known, and says nothing of what is not', () => {
    const reports = [
      of('a', '2026-11-20T00:00:00Z', '14', 5_000_000),
      of('b', '2026-11-12T00:00:00Z', '14', null),
      of('c', '2026-11-28T00:00:00Z', '09', 1_000_000),
    ];
    expect(sumOf({ reports })).toEqual({
      amount: 6_000_000,
      first: '2026-11-12T00:00:00Z',
      last: '2026-11-28T00:00:00Z',
      scamType: '14',
    });
    expect(sumOf({ reports: [of('a', '2026-11-20T00:00:00Z', null, null)] })).toMatchObject({
      amount: null,
      scamType: null,
    });
  });
  it('is named by what joins most of it', () => {
    const indicators = [
      { kind: 'phone', value: 'b', bank: null, reports: 2 },
      { kind: 'domain', value: 'a', bank: null, reports: 5 },
      { kind: 'phone', value: 'a', bank: null, reports: 2 },
    ];
    expect(strongest({ indicators }).map((one) => `${one.kind} ${one.value}`)).toEqual([
      'domain a',
      'phone a',
      'phone b',
    ]);
  });
  it('stands before what only may have grown', () => {
    const { fresh, known } = proposals([{ campaign_id: 'c' }, { campaign_id: null }]);
    expect([fresh.length, known.length]).toEqual([1, 1]);
  });
});

describe('numbers that services rent', () => {
  it.each([
    ['phone', '1900 000 101', true],
    ['phone', '+84 1800-0101', true],
    ['phone', '(1900) 0101', true],
    ['phone', '0912 190 010', false],
    ['bank_account', '1900000101', false],
    ['phone', '', false],
  ])('%s %s', (kind, value, is) => expect(isOfService(kind, value)).toBe(is));
});
