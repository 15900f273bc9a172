import { Button, Checkbox, Input } from 'antd';
import { useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ActProblem } from '~/ui/ActProblem';
import { UnsavedGuard } from '~/ui/forms';
import { Card } from '~/ui/Page';
import { DateText } from '~/ui/texts';
import type { Opened, Proposal, ReportDetail } from '../api';
import { put } from '../calls';
import { MAX_TEXT, may } from '../model';
import { type Candidate, leaksOf, redactionStart, rolesOf } from '../text';
import { useAct } from '../useAct';
import { Key } from '../words';

/**
 * The only words of a report that are searched and shown beside it: the story, once a person has taken out what says
 * who reports. What is being written is kept by no draft: it is the sealed story still.
 */
export function Redaction({
  detail,
  content,
  candidates,
  editing,
  setEditing,
}: {
  detail: ReportDetail;
  content: Opened | undefined;
  candidates: readonly Candidate<Proposal>[];
  editing: boolean;
  setEditing: (editing: boolean) => void;
}) {
  const { t } = useTranslation('hotline');
  const writes = content !== undefined && may(detail, 'redact');
  const mayTake = content !== undefined && !writes && may(detail, 'take');
  if (!detail.redacted && !writes && !mayTake) return null;
  return (
    <Card
      title={t('redaction.title')}
      extra={
        writes &&
        !editing && (
          <Button size="small" onClick={() => setEditing(true)}>
            {t(detail.redacted ? 'redaction.again' : 'redaction.write')} <Key of="r" />
          </Button>
        )
      }
    >
      {editing && content ? (
        <Editor detail={detail} content={content} candidates={candidates} onDone={() => setEditing(false)} />
      ) : (
        <>
          {detail.redacted ? (
            <p className="hl-narrative">{detail.redacted}</p>
          ) : (
            <p className="cl-quiet">{t('redaction.none')}</p>
          )}
          {mayTake && <p className="cl-quiet">{t('redaction.take_first')}</p>}
          {detail.redacted && detail.redacted_at && (
            <p className="cl-quiet">
              {t('redaction.by', { name: detail.redacted_by ?? '' })} <DateText value={detail.redacted_at} />
            </p>
          )}
        </>
      )}
    </Card>
  );
}

function Editor({
  detail,
  content,
  candidates,
  onDone,
}: {
  detail: ReportDetail;
  content: Opened;
  candidates: readonly Candidate<Proposal>[];
  onDone: () => void;
}) {
  const { t } = useTranslation(['hotline', 'common']);
  const id = useId();
  // What was said just now, confirmed or not, over what was confirmed.
  const roles = rolesOf(detail.mentions);
  for (const one of candidates) if (one.choice === 'victim') roles.set(one.key, 'victim');
  const start = () => detail.redacted || redactionStart(content.narrative, content.proposals, roles);
  const [text, setText] = useState(start);
  const [began] = useState(text);
  const [read, setRead] = useState(false);
  const leaks = leaksOf(text, content.proposals, roles);
  const save = useAct(
    () => put(detail.line, 'redaction', { text: text.trim() }),
    t('hotline:redaction.done'),
  );
  useEffect(() => {
    document.getElementById(id)?.focus();
  }, [id]);
  return (
    <div className="hl-redact">
      <UnsavedGuard dirty={text !== began && !save.isSuccess} />
      <label htmlFor={id}>{t('hotline:redaction.about')}</label>
      <Input.TextArea
        id={id}
        value={text}
        maxLength={MAX_TEXT}
        autoSize={{ minRows: 6, maxRows: 20 }}
        autoComplete="off"
        onChange={(event) => {
          setText(event.target.value);
          setRead(false);
        }}
      />
      {leaks.length > 0 && (
        <p className="hl-warn" role="status">
          {t('hotline:redaction.leaks')} <code>{leaks.join(', ')}</code>
        </p>
      )}
      <Checkbox checked={read} onChange={(event) => setRead(event.target.checked)}>
        {t('hotline:redaction.read')}
      </Checkbox>
      {save.isError && <ActProblem error={save.error} />}
      <div className="cl-row-actions">
        <Button
          type="primary"
          loading={save.isPending}
          disabled={!read || !text.trim()}
          onClick={() => save.mutate(undefined, { onSuccess: onDone })}
        >
          {t('hotline:redaction.confirm')}
        </Button>
        <Button onClick={onDone}>{t('common:action.cancel')}</Button>
        <Button
          type="link"
          onClick={() => setText(redactionStart(content.narrative, content.proposals, roles))}
        >
          {t('hotline:redaction.from_story')}
        </Button>
      </div>
    </div>
  );
}
