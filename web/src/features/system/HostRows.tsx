import { Button, Checkbox, Input } from 'antd';
import { type ClipboardEvent, memo, useId, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '~/ui/format';
import { type Fault, faultsOf, type HostRow, hostsIn, MAX_HOSTS, pasted, rowOf } from './model';

/** Rows that are drawn at first, and with each further click. */
const PAGE = 50;

/**
 * Hosts of a system: name and addresses, row by row. Several pasted lines become rows. A child of `Form.Item`.
 */
export function HostRows({
  id,
  value = [],
  onChange,
  taken,
}: {
  id?: string;
  value?: readonly HostRow[];
  onChange?: (rows: HostRow[]) => void;
  /** Rows that the server refused because another system has them. */
  taken?: ReadonlySet<number>;
}) {
  const { t } = useTranslation('system');
  const [shown, setShown] = useState(PAGE);
  const [onlyBad, setOnlyBad] = useState(false);
  const faults = useMemo(() => faultsOf(value), [value]);
  const root = useRef<HTMLDivElement>(null);
  // The callbacks of rows stay the same, so that typing draws one row and not hundreds.
  const live = useRef({ value, onChange });
  live.current = { value, onChange };
  const acts = useMemo(() => {
    const put = (rows: HostRow[]) => live.current.onChange?.(rows);
    return {
      change: (key: number, part: Partial<HostRow>) =>
        put(live.current.value.map((row) => (row.key === key ? { ...row, ...part } : row))),
      remove: (key: number) => put(live.current.value.filter((row) => row.key !== key)),
      paste: (key: number, text: string) => {
        const rows = live.current.value;
        const at = rows.findIndex((row) => row.key === key);
        put(pasted(rows, at, hostsIn(text)));
      },
    };
  }, []);
  const bad = value.filter((row) => faults.has(row.key) || taken?.has(row.key));
  const filtered = onlyBad && bad.length > 0;
  const rows = filtered ? bad : value;
  const add = () => {
    onChange?.([...value, rowOf()]);
    setShown(Math.max(shown, value.length + 1));
    setOnlyBad(false);
    requestAnimationFrame(() =>
      root.current?.querySelector<HTMLInputElement>('li:last-child input')?.focus(),
    );
  };
  return (
    <div id={id} ref={root} className="sy-hosts" tabIndex={-1}>
      {(bad.length > 0 || filtered) && (
        <p className="sy-hosts-bad" role="status">
          {t('hosts.bad', { count: bad.length, number: formatNumber(bad.length) })}{' '}
          {value.length > bad.length && (
            <Checkbox checked={filtered} onChange={(e) => setOnlyBad(e.target.checked)}>
              {t('hosts.only_bad')}
            </Checkbox>
          )}
        </p>
      )}
      {rows.length > 0 && (
        <ul>
          {rows.slice(0, shown).map((row) => (
            <Row
              key={row.key}
              row={row}
              fault={taken?.has(row.key) ? 'taken' : faults.get(row.key)}
              acts={acts}
            />
          ))}
        </ul>
      )}
      <div className="cl-row-actions">
        {rows.length > shown && (
          <Button onClick={() => setShown(shown + PAGE * 4)}>
            {t('hosts.more', { number: formatNumber(rows.length - shown) })}
          </Button>
        )}
        <Button onClick={add} disabled={value.length >= MAX_HOSTS}>
          {t('hosts.add')}
        </Button>
        <span className="cl-quiet cl-figures">
          {value.length > 0 && t('hosts.count', { count: value.length, number: formatNumber(value.length) })}
        </span>
      </div>
    </div>
  );
}

interface Acts {
  change: (key: number, part: Partial<HostRow>) => void;
  remove: (key: number) => void;
  paste: (key: number, text: string) => void;
}

const Row = memo(function Row({
  row,
  fault,
  acts,
}: {
  row: HostRow;
  fault: Fault | 'taken' | undefined;
  acts: Acts;
}) {
  const { t } = useTranslation('system');
  const why = useId();
  // One line goes into the field as usual.
  const onPaste = (event: ClipboardEvent) => {
    const text = event.clipboardData.getData('text');
    if (!/\n./.test(text.trim())) return;
    event.preventDefault();
    acts.paste(row.key, text);
  };
  const common = {
    onPaste,
    autoComplete: 'off',
    spellCheck: false,
    ...(fault ? { status: 'error' as const, 'aria-invalid': true, 'aria-describedby': why } : {}),
  };
  return (
    <li>
      <Input
        {...common}
        value={row.name}
        maxLength={255}
        placeholder={t('hosts.name_example')}
        aria-label={t('hosts.name')}
        onChange={(e) => acts.change(row.key, { name: e.target.value })}
      />
      <Input
        {...common}
        value={row.addresses}
        placeholder={t('hosts.addresses_example')}
        aria-label={t('hosts.addresses')}
        onChange={(e) => acts.change(row.key, { addresses: e.target.value })}
      />
      <Button
        type="text"
        aria-label={t('hosts.remove_row', { name: row.name || row.addresses })}
        onClick={() => acts.remove(row.key)}
      >
        {t('hosts.remove')}
      </Button>
      {fault && (
        <span id={why} className="sy-fault">
          {t(`hosts.${fault}`)}
        </span>
      )}
    </li>
  );
});
