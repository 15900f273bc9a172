import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, data, ifMatch } from '~/api/client';
import { ConflictDialog } from '~/ui/ConflictDialog';
import { FreeText } from '~/ui/FreeText';
import { roman } from '~/ui/format';
import { DraftNotice, UnsavedGuard, useDraft } from '~/ui/forms';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { isConflict, type OutlineBlock, type Report } from './model';

/** Texts are sent after this much quiet, in milliseconds. */
const QUIET = 1200;

interface Stored {
  body: string;
  version: number;
}

/** The outline with its text blocks to write in; the other blocks say what they will hold. */
export function Texts({ report }: { report: Report }) {
  const { t } = useTranslation('report');
  const id = report.report.id;
  const [unsent, setUnsent] = useState<ReadonlySet<string>>(new Set());
  const mark = useCallback(
    (key: string, dirty: boolean) =>
      setUnsent((old) => {
        if (old.has(key) === dirty) return old;
        const next = new Set(old);
        if (dirty) next.add(key);
        else next.delete(key);
        return next;
      }),
    [],
  );
  const texts = useQuery({
    queryKey: ['reports', 'texts', id],
    queryFn: ({ signal }) =>
      data(api.GET('/api/v1/reports/{id}/texts', { params: { path: { id } }, signal })),
  });
  if (texts.isPending) return <Skeleton active paragraph={{ rows: 8 }} />;
  if (texts.isError) return <ProblemAlert problem={texts.error} onRetry={() => void texts.refetch()} />;
  const stored = new Map<string, Stored>(texts.data.map((x) => [x.block, x]));
  const mayWrite = report.steps.includes('write');
  const block = (b: OutlineBlock, at: number) =>
    b.key ? (
      <TextBlock
        key={b.key}
        id={id}
        block={b.key}
        hint={b.hint ?? undefined}
        stored={stored.get(b.key) ?? { body: '', version: 0 }}
        mayWrite={mayWrite}
        onDirty={mark}
      />
    ) : (
      <p key={`${b.kind}-${at}`} className="cl-report-filled">
        {t(`block.${b.kind as 'counts'}`)}
      </p>
    );
  return (
    <div className="cl-report-outline">
      {/* One for all blocks: a router asks one question at a time. */}
      <UnsavedGuard dirty={unsent.size > 0} />
      {!mayWrite && <p className="cl-quiet">{t('text.read_only')}</p>}
      {report.outline.sections.map((section, s) => (
        <section key={section.id}>
          <h2>
            {roman(s + 1)}. {section.title}
          </h2>
          {section.blocks.map(block)}
          {section.parts.map((part, p) => (
            <section key={part.id}>
              <h3>
                {p + 1}. {part.title}
              </h3>
              {part.blocks.map(block)}
            </section>
          ))}
        </section>
      ))}
      {report.outline.annexes.map((annex) => (
        <section key={annex.id}>
          <h2>{t('text.annex', { title: annex.title })}</h2>
          {annex.blocks.map(block)}
        </section>
      ))}
    </div>
  );
}

function TextBlock({
  id,
  block,
  hint,
  stored,
  mayWrite,
  onDirty,
}: {
  id: string;
  block: string;
  hint: string | undefined;
  stored: Stored;
  mayWrite: boolean;
  onDirty: (block: string, dirty: boolean) => void;
}) {
  const { t } = useTranslation('report');
  const client = useQueryClient();
  const draft = useDraft<string>(`report.text.${id}.${block}`);
  const [body, setBody] = useState(stored.body);
  const [saved, setSaved] = useState(stored);
  const [theirs, setTheirs] = useState<Stored>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const dirty = body !== saved.body;
  useEffect(() => {
    onDirty(block, dirty);
    return () => onDirty(block, false);
  }, [onDirty, block, dirty]);
  const put = useMutation({
    mutationFn: async ({ text, seen }: { text: string; seen: number }) => {
      const { version } = await data(
        api.PUT('/api/v1/reports/{id}/texts', {
          params: { path: { id } },
          headers: ifMatch(`"${seen}"`),
          body: { block, body: text },
        }),
      );
      return { body: text, version };
    },
    onSuccess: (now) => {
      setSaved(now);
      draft.drop();
      client.setQueryData<{ block: string; body: string; version: number; written_at: string }[]>(
        ['reports', 'texts', id],
        (list) => [
          ...(list ?? []).filter((x) => x.block !== block),
          { block, ...now, written_at: new Date().toISOString() },
        ],
      );
      void client.invalidateQueries({ queryKey: ['reports', 'preview', id] });
      // Words of a closed report count for its version: the next step needs the new one.
      void client.invalidateQueries({ queryKey: ['reports', 'one', id] });
    },
    onError: async (error) => {
      if (!isConflict(error)) return;
      const list = await data(api.GET('/api/v1/reports/{id}/texts', { params: { path: { id } } }));
      const found = list.find((x) => x.block === block);
      setTheirs({ body: found?.body ?? '', version: found?.version ?? 0 });
    },
  });
  const sending = put.isPending;
  const mutate = put.mutate;
  // After a refusal nothing is sent again by itself; the next stroke of a key tries anew.
  useEffect(() => {
    if (!dirty || sending || theirs) return;
    timer.current = setTimeout(() => mutate({ text: body, seen: saved.version }), QUIET);
    return () => clearTimeout(timer.current);
  }, [body, dirty, sending, theirs, saved.version, mutate]);
  if (!mayWrite) {
    return saved.body ? (
      <p className="cl-report-written">{saved.body}</p>
    ) : (
      <p className="cl-quiet">{t('text.empty')}</p>
    );
  }
  return (
    <div className="cl-report-block">
      {hint && <p className="cl-quiet">{hint}</p>}
      <DraftNotice
        draft={draft}
        onRestore={(value) => {
          setBody(value);
          draft.drop();
        }}
      />
      <FreeText
        value={body}
        onChange={(text) => {
          setBody(text);
          draft.save(text);
        }}
        minRows={3}
        maxRows={24}
        maxLength={100_000}
      />
      <p className="cl-report-saved" role="status">
        {sending ? t('text.saving') : dirty ? t('text.unsaved') : saved.version > 0 ? t('text.saved') : ''}
      </p>
      {put.isError && !isConflict(put.error) && (
        <ProblemAlert problem={put.error} onRetry={() => put.mutate({ text: body, seen: saved.version })} />
      )}
      {theirs && (
        <ConflictDialog<{ body: string }>
          open
          mine={{ body }}
          theirs={{ body: theirs.body }}
          fields={[{ key: 'body', label: t('text.body') }]}
          onResolve={(merged) => {
            setBody(merged.body);
            setSaved(theirs);
            setTheirs(undefined);
            put.reset();
            put.mutate({ text: merged.body, seen: theirs.version });
          }}
          onCancel={() => {
            setSaved(theirs);
            setTheirs(undefined);
          }}
        />
      )}
    </div>
  );
}
