import type { Doors } from './api';

/** Shippers of each protocol; the first is offered. */
export const SHIPPERS = {
  syslog: ['rsyslog', 'syslog-ng', 'fortigate', 'syslog-device'],
  bulk: [
    'winlogbeat',
    'filebeat',
    'fluent-bit',
    'logstash',
    'vector',
    'rsyslog-omelasticsearch',
    'syslog-ng-elasticsearch',
  ],
  hec: ['fluent-bit-splunk', 'docker', 'hec-device'],
  otlp: ['otel-collector'],
  gelf: ['gelf'],
  ndjson: ['curl'],
  alerts: ['alert-curl', 'alert-tool'],
  file: ['file'],
} as const;

export type Door = keyof Doors;

export interface Target {
  /** As the sender reaches this server. */
  host: string;
  doors: Doors;
  token?: string | null | undefined;
}

export interface Snippet {
  /** The configuration; undefined while no door that it needs is open. */
  text: string | undefined;
  /** Settings of the server of which one must be set first. */
  missing: string[];
  /** The door that it delivers to, and whether only programs of the server itself reach that. */
  door: Door | undefined;
  local: boolean;
}

/** Stands where the token is not known any more. */
export const TOKEN = 'TOKEN';

interface Place {
  host: string;
  port: number;
  url: string;
  token: string;
  door: Door;
}

interface Recipe {
  /** Any of these, the best first. */
  needs: readonly Door[];
  write: (place: Place, all: readonly Place[]) => string;
}

const WIRE: Partial<Record<Door, string>> = {
  syslog_udp: 'udp',
  syslog_tcp: 'tcp',
  syslog_tls: 'tls',
  gelf_udp: 'udp',
  gelf_tcp: 'tcp',
};

const HTTP: readonly Door[] = ['http'];

const RECIPES: Record<string, Recipe> = {
  rsyslog: {
    needs: ['syslog_tcp', 'syslog_tls', 'syslog_udp'],
    write: ({ host, port, door }) => {
      if (door === 'syslog_udp') return `*.* @${bracketed(host)}:${port};RSYSLOG_SyslogProtocol23Format`;
      // What cannot be delivered waits on the sender's disk instead of holding up its own logging.
      const queue = [
        '$ActionQueueType LinkedList',
        '$ActionQueueFileName coloa',
        '$ActionQueueMaxDiskSpace 1g',
        '$ActionQueueSaveOnShutdown on',
        '$ActionResumeRetryCount -1',
      ];
      const tls = [
        '$DefaultNetstreamDriverCAFile /etc/ssl/certs/ca-certificates.crt',
        '$DefaultNetstreamDriver gtls',
        '$ActionSendStreamDriverMode 1',
        '$ActionSendStreamDriverAuthMode x509/name',
        `$ActionSendStreamDriverPermittedPeer ${host}`,
      ];
      return [
        ...(door === 'syslog_tls' ? tls : []),
        ...queue,
        `*.* @@${bracketed(host)}:${port};RSYSLOG_SyslogProtocol23Format`,
      ].join('\n');
    },
  },
  'syslog-ng': {
    needs: ['syslog_tcp', 'syslog_tls', 'syslog_udp'],
    write: ({ host, port, door }) =>
      `destination d_coloa {
  network("${host}" port(${port}) transport("${WIRE[door]}") flags(syslog-protocol)${
    door === 'syslog_tls' ? '\n    tls(ca-file("/etc/ssl/certs/ca-certificates.crt") peer-verify(yes))' : ''
  });
};
log { source(s_src); destination(d_coloa); };`,
  },
  fortigate: {
    needs: ['syslog_tcp', 'syslog_udp'],
    write: ({ host, port, door }) =>
      `config log syslogd setting
    set status enable
    set server "${host}"
    set mode ${door === 'syslog_tcp' ? 'reliable' : 'udp'}
    set port ${port}
    set format default
end`,
  },
  'syslog-device': {
    needs: ['syslog_tcp', 'syslog_tls', 'syslog_udp'],
    write: (_, all) =>
      all
        .map(({ host, port, door }) => `${WIRE[door]?.toUpperCase()}  ${bracketed(host)}:${port}`)
        .join('\n'),
  },
  winlogbeat: {
    needs: HTTP,
    write: (place) =>
      `winlogbeat.event_logs:
  - name: Security
  - name: System
  - name: Application
  - name: Microsoft-Windows-PowerShell/Operational
  - name: Microsoft-Windows-Sysmon/Operational

${beats(place)}`,
  },
  filebeat: {
    needs: HTTP,
    write: (place) =>
      `filebeat.inputs:
  - type: filestream
    id: system
    paths:
      - /var/log/*.log

${beats(place)}`,
  },
  'fluent-bit': {
    needs: HTTP,
    write: ({ host, port, token }) =>
      `[OUTPUT]
    Name                es
    Match               *
    Host                ${host}
    Port                ${port}
    HTTP_User           coloa
    HTTP_Passwd         ${token}
    Suppress_Type_Name  On
    Retry_Limit         no_limits`,
  },
  logstash: {
    needs: HTTP,
    write: ({ url, token }) =>
      `output {
  elasticsearch {
    hosts => ["${url}"]
    user => "coloa"
    password => "${token}"
    index => "coloa"
    data_stream => "false"
    manage_template => false
    ilm_enabled => false
  }
}`,
  },
  vector: {
    needs: HTTP,
    write: ({ url, token }) =>
      `sources:
  journal:
    type: journald

sinks:
  coloa:
    type: elasticsearch
    inputs: [journal]
    endpoints: ["${url}"]
    api_version: v8
    request_retry_partial: true
    auth:
      strategy: basic
      user: coloa
      password: "${token}"`,
  },
  'rsyslog-omelasticsearch': {
    needs: HTTP,
    write: ({ host, port, token }) =>
      `module(load="omelasticsearch")
template(name="coloa" type="list") {
  constant(value="{")
  property(outname="@timestamp" name="timereported" dateFormat="rfc3339" format="jsonf")
  constant(value=",")
  property(outname="host.name" name="hostname" format="jsonf")
  constant(value=",")
  property(outname="process.name" name="programname" format="jsonf")
  constant(value=",")
  property(outname="message" name="msg" format="jsonf")
  constant(value="}")
}
action(type="omelasticsearch"
       server="${host}" serverport="${port}"
       uid="coloa" pwd="${token}"
       template="coloa" searchIndex="coloa"
       bulkmode="on"
       queue.type="linkedList"
       action.resumeRetryCount="-1")`,
  },
  'syslog-ng-elasticsearch': {
    needs: HTTP,
    write: ({ url, token }) =>
      `destination d_coloa {
  elasticsearch-http(
    url("${url}/_bulk")
    index("coloa")
    type("")
    user("coloa")
    password("${token}")
    template("$(format-json @timestamp=\${ISODATE} host.name=\${HOST} process.name=\${PROGRAM} message=\${MESSAGE})")
  );
};
log { source(s_src); destination(d_coloa); };`,
  },
  'fluent-bit-splunk': {
    needs: HTTP,
    write: ({ host, port, token }) =>
      `[OUTPUT]
    Name          splunk
    Match         *
    Host          ${host}
    Port          ${port}
    Splunk_Token  ${token}
    TLS           Off
    Retry_Limit   no_limits`,
  },
  docker: {
    needs: HTTP,
    // Without `verify-connection` no container would start while this server is away.
    write: ({ url, token }) =>
      JSON.stringify(
        {
          'log-driver': 'splunk',
          'log-opts': {
            'splunk-url': url,
            'splunk-token': token,
            'splunk-verify-connection': 'false',
            tag: '{{.Name}}',
          },
        },
        null,
        2,
      ),
  },
  'hec-device': {
    needs: HTTP,
    write: ({ url, token }) => `${url}/services/collector/event\nAuthorization: Splunk ${token}`,
  },
  'otel-collector': {
    needs: HTTP,
    write: ({ url, token }) =>
      `receivers:
  filelog:
    include: [/var/log/*.log]

exporters:
  otlphttp:
    endpoint: ${url}
    headers:
      authorization: "Bearer ${token}"
    retry_on_failure:
      max_elapsed_time: 0

service:
  pipelines:
    logs:
      receivers: [filelog]
      exporters: [otlphttp]`,
  },
  gelf: {
    needs: ['gelf_tcp', 'gelf_udp'],
    write: (_, all) =>
      all
        .map(({ host, port, door }) =>
          door === 'gelf_tcp'
            ? // A null byte ends a message over TCP.
              `printf '{"version":"1.1","host":"%s","short_message":"test"}\\0' "$(hostname)" | nc -w1 ${host} ${port}`
            : `printf '{"version":"1.1","host":"%s","short_message":"test"}' "$(hostname)" | nc -u -w1 ${host} ${port}`,
        )
        .join('\n'),
  },
  curl: {
    needs: HTTP,
    write: ({ url, token }) =>
      `curl --data-binary @events.ndjson -H "Authorization: Bearer ${token}" ${url}/ndjson`,
  },
  'alert-curl': {
    needs: HTTP,
    // `type`, `source` and `sourceRef` together are the id of an alert: the same three are the same alert.
    write: ({ url, token }) =>
      `curl ${url}/api/v1/alert \\
  -H "Authorization: Bearer ${token}" -H "Content-Type: application/json" \\
  -d '{
  "type": "external",
  "source": "soc.example",
  "sourceRef": "2026-0001",
  "title": "Test alert",
  "description": "Sent by hand to try the connection",
  "severity": 2,
  "observables": [{ "dataType": "ip", "data": "192.0.2.1", "ioc": true }]
}'`,
  },
  'alert-tool': {
    needs: HTTP,
    write: ({ url, token }) => `URL      ${url}\nAPI key  ${token}`,
  },
  file: {
    needs: HTTP,
    write: ({ url, token }) => `coloa ingest /duong/dan/tep-hoac-thu-muc --to ${url} --token ${token}`,
  },
};

function beats({ url, token }: Place): string {
  return `output.elasticsearch:
  hosts: ["${url}"]
  api_key: "coloa:${token}"
  allow_older_versions: true

setup.ilm.enabled: false
setup.template.enabled: false`;
}

/** `[::1]` as a browser writes it → `::1`. */
function bare(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1');
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

/** The port of `0.0.0.0:9200` or `[::]:9200`. */
export function portOf(address: string | null | undefined): number | undefined {
  const port = /:(\d{1,5})$/.exec(address ?? '')?.[1];
  return port === undefined ? undefined : Number(port);
}

function isLocal(address: string | null | undefined): boolean {
  return /^(127\.|\[::1\])/.test(address ?? '');
}

/** A configuration of a shipper that delivers here, ready to be pasted; undefined where there is nothing to set up. */
export function snippet(shipper: string, { host, doors, token }: Target): Snippet | undefined {
  const recipe = Object.hasOwn(RECIPES, shipper) ? RECIPES[shipper] : undefined;
  if (!recipe) return undefined;
  const name = bare(host);
  const places = recipe.needs.flatMap((door): Place[] => {
    const port = portOf(doors[door]);
    if (port === undefined) return [];
    return [{ host: name, port, url: `http://${bracketed(name)}:${port}`, token: token ?? TOKEN, door }];
  });
  const [place] = places;
  if (!place)
    return {
      text: undefined,
      missing: recipe.needs.map((d) => `ingest.${d}`),
      door: undefined,
      local: false,
    };
  return {
    text: recipe.write(place, places),
    missing: [],
    door: place.door,
    local: places.every((p) => isLocal(doors[p.door])),
  };
}

/** The shipper to show for a source: its own where it is known, else the first of its protocol. */
export function shipperOf(protocol: string, shipper: string): string {
  const known: readonly string[] = shippersOf(protocol);
  return known.includes(shipper) ? shipper : (known[0] ?? '');
}

export function shippersOf(protocol: string): readonly string[] {
  return Object.hasOwn(SHIPPERS, protocol) ? SHIPPERS[protocol as keyof typeof SHIPPERS] : [];
}
