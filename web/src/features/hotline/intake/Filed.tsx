import { Button } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LinkButton } from '~/ui/LinkButton';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { DateText } from '~/ui/texts';
import type { Filed as FiledReport } from '../api';
import { saveForm } from '../calls';
import { groupsOf } from '../model';
import { reportPath } from '../pages';

/** The code, to be read out to the caller now: it is stored nowhere and shown once. */
export function Filed({ filed, onAgain }: { filed: FiledReport; onAgain: () => void }) {
  const { t } = useTranslation('hotline');
  const { line } = filed.report;
  const heading = useRef<HTMLHeadingElement>(null);
  const [problem, setProblem] = useState<unknown>();
  const groups = groupsOf(filed.code);
  useEffect(() => heading.current?.focus(), []);
  const receipt = (format: string) => {
    setProblem(undefined);
    saveForm(line, 'receipt', format).catch(setProblem);
  };
  return (
    <section className="hl-filed" aria-labelledby="hl-filed">
      <h2 id="hl-filed" ref={heading} tabIndex={-1}>
        {t('filed.title', { number: line.number })}
      </h2>
      <p>{t('filed.read_out')}</p>
      {/* Letter by letter for whoever listens, in groups for whoever reads. */}
      <p
        className="hl-code"
        aria-label={t('filed.code', { code: groups.map((g) => [...g].join(' ')).join(', ') })}
        role="img"
      >
        {groups.map((group, at) => (
          <span key={at}>{group}</span>
        ))}
      </p>
      <dl className="cl-facts">
        <dt>{t('filed.received')}</dt>
        <dd>
          <DateText value={line.received_at} />
        </dd>
        <dt>{t('column.desk')}</dt>
        <dd>{line.desk_name}</dd>
      </dl>
      <p>{t('filed.how')}</p>
      <p className="hl-no-print cl-quiet">{t('filed.once')}</p>
      {Boolean(problem) && <ProblemAlert problem={problem} />}
      <div className="cl-row-actions">
        <Button type="primary" onClick={() => window.print()}>
          {t('filed.print')}
        </Button>
        <Button onClick={() => receipt('docx')}>{t('filed.receipt', { format: 'DOCX' })}</Button>
        <Button onClick={() => receipt('pdf')}>{t('filed.receipt', { format: 'PDF' })}</Button>
        <LinkButton to={reportPath(line.id)}>{t('filed.go')}</LinkButton>
        <Button onClick={onAgain}>{t('filed.again')}</Button>
      </div>
    </section>
  );
}
