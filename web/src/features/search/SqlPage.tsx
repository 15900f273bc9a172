import '~/ui/table/table.css';
import './search.css';
import './sql.css';
import { CaretRightOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Input, Skeleton } from 'antd';
import type { TextAreaRef } from 'antd/es/input/TextArea';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { isProblem } from '~/api/client';
import { type PageKeys, usePageKeys } from '~/app/shell/keyboard';
import { formatNumber } from '~/ui/format';
import { Page } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { EmptyState } from '~/ui/views';
import { fieldsQuery, sqlQuery } from './api';
import { SqlResult } from './SqlResult';
import { columnName, EXAMPLES, OWN_COLUMNS } from './sql';
import type { SqlInfo } from './types';
import { useDraft } from './useDraft';
import { Missing, Sections, useSeconds } from './words';

/** Questions in SQL about the events: counts and groups that a search cannot give. */
export function Component() {
  const { t } = useTranslation('search');
  const [params, setParams] = useSearchParams();
  const asked = params.get('sql') ?? '';
  const [text, setText] = useDraft(asked);
  const [run, setRun] = useState(0);
  const box = useRef<TextAreaRef>(null);
  const answer = useQuery({ ...sqlQuery(asked, run), enabled: asked !== '' });
  useHelp();

  function ask(sql: string) {
    const next = sql.trim();
    if (!next) return;
    if (next === asked) setRun((n) => n + 1);
    else setParams({ sql: next });
  }

  /** Puts a name where the caret is. */
  function insert(name: string) {
    const area = box.current?.resizableTextArea?.textArea;
    const at = area?.selectionStart ?? text.length;
    setText(text.slice(0, at) + name + text.slice(area?.selectionEnd ?? at));
    box.current?.focus();
    requestAnimationFrame(() => area?.setSelectionRange(at + name.length, at + name.length));
  }

  return (
    <Page title={t('menu')} meta={<Sections />} wide>
      <div>
        <Input.TextArea
          ref={box}
          className="se-sql"
          value={text}
          autoSize={{ minRows: 4, maxRows: 16 }}
          spellCheck={false}
          autoCapitalize="off"
          placeholder={t('sql.placeholder')}
          aria-label={t('sql.label')}
          aria-keyshortcuts="Control+Enter"
          onChange={(e) => setText(e.target.value)}
          onKeyDown={(e) => {
            if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) {
              e.preventDefault();
              ask(text);
            }
          }}
        />
        <div className="se-tools">
          <Button
            type="primary"
            icon={<CaretRightOutlined />}
            loading={answer.isFetching}
            disabled={!text.trim()}
            onClick={() => ask(text)}
          >
            {t('sql.run')}
          </Button>
          <span className="cl-quiet se-desk">{t('sql.keys')}</span>
          <span className="se-examples">
            {t('sql.examples')}
            {(Object.keys(EXAMPLES) as (keyof typeof EXAMPLES)[]).map((key) => (
              <button
                key={key}
                type="button"
                className="cl-link"
                onClick={() => {
                  setText(EXAMPLES[key]);
                  ask(EXAMPLES[key]);
                }}
              >
                {t(`sql.example.${key}`)}
              </button>
            ))}
          </span>
        </div>
        <Columns onTake={(name) => insert(columnName(name))} />
        {answer.isError ? (
          <ProblemAlert
            problem={answer.error}
            {...(isProblem(answer.error) && answer.error.status === 422
              ? {}
              : { onRetry: () => void answer.refetch() })}
          />
        ) : answer.data ? (
          <Answer data={answer.data} stale={answer.isPlaceholderData} />
        ) : (
          asked !== '' && (
            <div className="cl-skeleton" role="status" aria-label={t('list.loading')}>
              <Skeleton active title={false} paragraph={{ rows: 6, width: '100%' }} />
            </div>
          )
        )}
      </div>
    </Page>
  );
}

function Answer({ data, stale }: { data: SqlInfo; stale: boolean }) {
  const { t } = useTranslation('search');
  const seconds = useSeconds();
  return (
    <>
      <Missing missing={data.missing} />
      <p className="se-answer cl-figures" role="status">
        {[
          t('sql.rows', { count: data.rows.length, number: formatNumber(data.rows.length) }),
          seconds(data.took_ms),
        ].join(' · ')}
        {data.cut && <strong> · {t('sql.cut')}</strong>}
      </p>
      {data.rows.length === 0 ? (
        <EmptyState title={t('sql.empty')} text={t('sql.empty_text')} />
      ) : (
        <SqlResult columns={data.columns} rows={data.rows} stale={stale} />
      )}
    </>
  );
}

/** What the table has, to be clicked into the question. */
function Columns({ onTake }: { onTake: (name: string) => void }) {
  const { t } = useTranslation('search');
  const [open, setOpen] = useState(false);
  const fields = useQuery({ ...fieldsQuery, enabled: open });
  return (
    <details className="se-columns" onToggle={(e) => setOpen(e.currentTarget.open)}>
      <summary>{t('sql.columns')}</summary>
      <p className="cl-quiet">{t('sql.columns_text')}</p>
      <div className="se-names">
        {[...OWN_COLUMNS, ...(fields.data?.columns ?? [])].map((name) => (
          <button key={name} type="button" className="cl-link" onClick={() => onTake(name)}>
            <code>{name}</code>
          </button>
        ))}
      </div>
      {fields.isError && <ProblemAlert problem={fields.error} onRetry={() => void fields.refetch()} />}
    </details>
  );
}

function useHelp() {
  const { t } = useTranslation('search');
  const keys = useMemo<PageKeys>(
    () => ({ title: t('sections.sql'), keys: [{ key: 'Ctrl Enter', text: t('sql.run') }] }),
    [t],
  );
  usePageKeys(keys);
}
