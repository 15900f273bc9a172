import { useMutation } from '@tanstack/react-query';
import { Button, Form, Input, Radio } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ActProblem } from '~/ui/ActProblem';
import { FormDialog } from '~/ui/FormDialog';
import { FreeText } from '~/ui/FreeText';
import { DateText } from '~/ui/texts';
import { refresh } from '../api';
import { PublicNote } from '../desk/PublicNote';
import { State } from '../desk/words';
import { MAX_REASON, MAX_TEXT } from '../model';
import { Files } from '../report/Attachments';
import { type Contest, decideContest, type OpenedContest, openContest, openContestAttachment } from './api';
import { Objected } from './Objected';

interface Fields {
  uphold: boolean | null;
  answer: string;
}

/** An objection: its sealed words open with a press, then it is decided and answered. */
export function ContestDialog({ contest, onClose }: { contest: Contest; onClose: () => void }) {
  const { t } = useTranslation(['hotline_desk', 'errors']);
  const decided = contest.state !== 'open';
  return (
    <FormDialog<Fields>
      wide
      title={t('hotline_desk:contest.one')}
      submit={t('hotline_desk:contest.decide')}
      said={t('hotline_desk:contest.said')}
      start={{ uphold: null, answer: '' }}
      blocked={!contest.may_decide}
      send={({ uphold, answer }) =>
        decideContest(contest.id, { uphold: uphold === true, answer: answer.trim() })
      }
      refresh={refresh}
      onClose={onClose}
    >
      <dl className="cl-facts">
        <dt>{t('hotline_desk:column.indicator')}</dt>
        <dd>
          <Objected of={contest} />
        </dd>
        <dt>{t('hotline_desk:column.received')}</dt>
        <dd>
          <DateText value={contest.received_at} relative />
        </dd>
      </dl>
      <Sealed contest={contest} />
      {decided ? (
        <dl className="cl-facts">
          <dt>{t('hotline_desk:contest.decided')}</dt>
          <dd>
            <State of="contest" value={contest.state} /> · <DateText value={contest.decided_at} />
            {contest.decided_by && ` · ${contest.decided_by}`}
          </dd>
        </dl>
      ) : !contest.may_decide ? (
        <p className="cl-notice" role="note">
          {t('hotline_desk:contest.own')}
        </p>
      ) : (
        <>
          <Form.Item
            name="uphold"
            label={t('hotline_desk:contest.decision')}
            rules={[
              {
                validator: async (_, value: boolean | null) => {
                  if (value === null) throw new Error(t('hotline_desk:contest.choose'));
                },
              },
            ]}
          >
            <Radio.Group className="hd-choices">
              <Radio value={true}>{t('hotline_desk:contest.uphold')}</Radio>
              <Radio value={false}>{t('hotline_desk:contest.reject')}</Radio>
            </Radio.Group>
          </Form.Item>
          <Form.Item
            name="answer"
            label={t('hotline_desk:contest.answer')}
            extra={t('hotline_desk:contest.answer_help')}
            rules={[{ required: true, whitespace: true, message: t('errors:field.required.what') }]}
          >
            <FreeText minRows={3} maxLength={MAX_TEXT} />
          </Form.Item>
          <PublicNote
            open
            title={t('hotline_desk:contest.public')}
            text={t('hotline_desk:contest.public_text')}
          />
        </>
      )}
    </FormDialog>
  );
}

/** What was sealed is asked for only when somebody wants to read it, and kept no longer than this dialog is open. */
function Sealed({ contest }: { contest: Contest }) {
  const { t } = useTranslation('hotline_desk');
  const [reason, setReason] = useState('');
  const [opened, setOpened] = useState<OpenedContest>();
  const open = useMutation({
    mutationFn: () => openContest(contest.id, reason),
    gcTime: 0,
    onSuccess: setOpened,
  });
  if (opened) return <Opened of={opened} contest={contest.id} reason={reason} />;
  return (
    <div className="hd-sealed">
      <p>{t('contest.sealed')}</p>
      <div className="hd-line">
        <Input
          value={reason}
          maxLength={MAX_REASON}
          placeholder={t('contest.open_reason')}
          aria-label={t('contest.open_reason')}
          onChange={(event) => setReason(event.target.value)}
          onPressEnter={(event) => {
            event.preventDefault();
            if (reason.trim()) open.mutate();
          }}
        />
        <Button loading={open.isPending} disabled={!reason.trim()} onClick={() => open.mutate()}>
          {t('contest.open')}
        </Button>
      </div>
      {open.isError && <ActProblem error={open.error} />}
    </div>
  );
}

const CONTACT = ['name', 'phone', 'email', 'address'] as const;

function Opened({ of, contest, reason }: { of: OpenedContest; contest: string; reason: string }) {
  const { t } = useTranslation('hotline_desk');
  const { text, contact, messages, attachments, answer } = of;
  const told = CONTACT.filter((key) => contact[key]);
  return (
    <section className="hd-sealed" data-open aria-label={t('contest.opened')}>
      <p className="hd-text">{text}</p>
      {told.length > 0 ? (
        <dl className="cl-facts">
          {told.map((key) => (
            <div key={key} className="cl-pair">
              <dt>{t(`contact.${key}`)}</dt>
              <dd>{contact[key]}</dd>
            </div>
          ))}
        </dl>
      ) : (
        <p className="cl-quiet">{t('contest.no_contact')}</p>
      )}
      {messages.map((message) => (
        <div key={message.id}>
          <h3>
            {t('contest.later')} <DateText value={message.at} />
          </h3>
          <p className="hd-text">{message.text}</p>
        </div>
      ))}
      {attachments.length > 0 && (
        <>
          <h3>{t('contest.files')}</h3>
          <Files report={contest} reason={reason} files={attachments} give={openContestAttachment} />
        </>
      )}
      {answer && (
        <>
          <h3>{t('contest.answer')}</h3>
          <p className="hd-text">{answer}</p>
        </>
      )}
    </section>
  );
}
