import i18next from 'i18next';
import { describe, expect, it } from 'vitest';
import type { Doors } from './api';
import { PROTOCOLS } from './model';
import { portOf, SHIPPERS, shipperOf, shippersOf, snippet, TOKEN } from './snippet';

const doors: Doors = {
  http: '0.0.0.0:9200',
  syslog_udp: '0.0.0.0:514',
  syslog_tcp: '[::]:601',
  syslog_tls: null,
  gelf_udp: '0.0.0.0:12201',
  gelf_tcp: null,
};
const closed: Doors = {
  http: null,
  syslog_udp: null,
  syslog_tcp: null,
  syslog_tls: null,
  gelf_udp: null,
  gelf_tcp: null,
};
const made = (shipper: string, over: Partial<Doors> = {}, host = 'coloa.example') =>
  snippet(shipper, { host, doors: { ...doors, ...over }, token: 'coloa_x' })?.text ?? '';

describe('configurations', () => {
  it('holds host, port and token of every shipper that shows one', () => {
    for (const protocol of ['bulk', 'hec', 'otlp', 'ndjson', 'alerts'])
      for (const shipper of shippersOf(protocol)) {
        const text = made(shipper);
        expect(text, shipper).toContain('coloa.example');
        expect(text, shipper).toContain('9200');
        expect(text, shipper).toContain('coloa_x');
      }
  });
  it('sends syslog over TCP where it is open, else over TLS, else over UDP', () => {
    expect(made('rsyslog')).toContain('*.* @@coloa.example:601;RSYSLOG_SyslogProtocol23Format');
    expect(made('rsyslog', { syslog_tcp: null })).toBe(
      '*.* @coloa.example:514;RSYSLOG_SyslogProtocol23Format',
    );
    expect(made('rsyslog', { syslog_tcp: null, syslog_tls: '0.0.0.0:6514' })).toContain(
      'DefaultNetstreamDriver gtls',
    );
    expect(made('syslog-ng')).toContain('transport("tcp")');
    expect(made('fortigate')).toContain('set mode reliable');
    expect(made('fortigate', { syslog_tcp: null })).toContain('set mode udp');
    expect(made('syslog-device').split('\n')).toEqual(['TCP  coloa.example:601', 'UDP  coloa.example:514']);
  });
  it('keeps Elastic clients from managing what is not there', () => {
    for (const shipper of ['filebeat', 'winlogbeat']) {
      const text = made(shipper);
      for (const line of [
        'hosts: ["http://coloa.example:9200"]',
        'api_key: "coloa:coloa_x"',
        'allow_older_versions: true',
        'setup.ilm.enabled: false',
        'setup.template.enabled: false',
      ])
        expect(text).toContain(line);
    }
    expect(made('logstash')).toMatch(/manage_template => false\n\s+ilm_enabled => false/);
    expect(made('fluent-bit')).toMatch(/Suppress_Type_Name\s+On/);
    expect(made('rsyslog-omelasticsearch')).toContain('bulkmode="on"');
    expect(made('syslog-ng-elasticsearch')).toContain(`message=\${MESSAGE}`);
    expect(JSON.parse(made('docker'))).toMatchObject({ 'log-opts': { 'splunk-token': 'coloa_x' } });
  });
  it('posts an alert as TheHive takes it', () => {
    const text = made('alert-curl');
    expect(text).toContain('http://coloa.example:9200/api/v1/alert');
    expect(text).toContain('Authorization: Bearer coloa_x');
    const body: unknown = JSON.parse(/-d '([^']+)'/.exec(text)?.[1] ?? '');
    expect(body).toMatchObject({
      type: 'external',
      source: 'soc.example',
      sourceRef: '2026-0001',
      severity: 2,
    });
  });
  it('says which setting opens the door that is missing', () => {
    const of = (shipper: string) => snippet(shipper, { host: 'h', doors: closed });
    expect(of('filebeat')).toMatchObject({ text: undefined, missing: ['ingest.http'] });
    expect(of('rsyslog')?.missing).toEqual(['ingest.syslog_tcp', 'ingest.syslog_tls', 'ingest.syslog_udp']);
    expect(snippet('file', { host: 'h', doors, token: 'coloa_x' })?.text).toMatch(
      /^coloa ingest .* --token coloa_x$/,
    );
    expect(of('toString')).toBeUndefined();
  });
  it('says when only the server itself is listened to, and leaves room for a token that is gone', () => {
    const of = (http: string) => snippet('curl', { host: 'h', doors: { ...doors, http } });
    expect(of('127.0.0.1:9200')?.local).toBe(true);
    expect(of('[::1]:9200')?.local).toBe(true);
    expect(of('0.0.0.0:9200')?.local).toBe(false);
    expect(of('0.0.0.0:9200')?.text).toContain(`Bearer ${TOKEN}`);
  });
  it('writes addresses of IPv6 as each program reads them', () => {
    expect(made('curl', {}, '[2001:db8::1]')).toContain('http://[2001:db8::1]:9200/ndjson');
    expect(made('rsyslog', {}, '[2001:db8::1]')).toContain('@@[2001:db8::1]:601');
    expect(made('fluent-bit', {}, '[2001:db8::1]')).toMatch(/Host\s+2001:db8::1\n/);
  });
});

it('knows a shipper of each protocol, by name', () => {
  for (const protocol of PROTOCOLS)
    for (const shipper of SHIPPERS[protocol]) {
      expect(i18next.exists(`source:shipper.${shipper}.name`), shipper).toBe(true);
      expect(i18next.exists(`source:shipper.${shipper}.how`), shipper).toBe(true);
    }
  expect(shipperOf('syslog', 'fortigate')).toBe('fortigate');
  expect(shipperOf('syslog', 'something of its own')).toBe('rsyslog');
  expect(shipperOf('constructor', '')).toBe('');
});

it('reads the port of an address', () => {
  expect(portOf('0.0.0.0:9200')).toBe(9200);
  expect(portOf('[::]:514')).toBe(514);
  expect(portOf(null)).toBeUndefined();
});
