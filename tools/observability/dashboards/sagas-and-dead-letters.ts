import { type Board, perSecond } from './board.js';

/** What waits for an answer, or for a person. */
export const sagasAndDeadLetters: Board = {
  name: 'sagas-and-dead-letters',
  title: 'Sagas and dead letters',
  description: 'Reservations that wait for an answer, and messages that wait for a person.',
  rows: [
    {
      title: 'Reservations',
      panels: [
        {
          title: 'stuck',
          shape: 'number',
          unit: 'short',
          bad_from: 1,
          description: 'Sagas whose commands get no answer.',
          runbook: '9-reservations-read-wrong.md',
          queries: [['max(stockproof_stuck_reservations)', 'stuck']],
        },
        {
          title: 'failed',
          shape: 'number',
          unit: 'short',
          bad_from: 1,
          description: 'The id of a command stands for another request.',
          runbook: '13-a-failed-reservation.md',
          queries: [['max(stockproof_failed_reservations)', 'failed']],
        },
        {
          title: 'open, by status',
          shape: 'lines',
          unit: 'short',
          description: 'Reservations that have not ended.',
          queries: [['max by (status) (stockproof_open_reservations)', '{{status}}']],
        },
        {
          title: 'oldest, by status',
          shape: 'lines',
          unit: 's',
          description:
            'Since its request. A hold may be long; one that is requested or released should be short.',
          runbook: '9-reservations-read-wrong.md',
          queries: [['max by (status) (stockproof_open_reservation_oldest_seconds)', '{{status}}']],
        },
      ],
    },
    {
      title: 'Dead letters',
      panels: [
        {
          title: 'open',
          shape: 'lines',
          unit: 'short',
          description: 'That nobody has settled, by reason and by who must correct them.',
          runbook: '14-a-dead-letter.md',
          queries: [['max by (reason, assignee) (stockproof_dead_letters_open)', '{{reason}} {{assignee}}']],
        },
        {
          title: 'overdue',
          shape: 'lines',
          unit: 'short',
          bad_from: 1,
          description: 'Open for longer than the contract allows.',
          runbook: '14-a-dead-letter.md',
          queries: [
            ['max by (reason, assignee) (stockproof_dead_letters_overdue)', '{{reason}} {{assignee}}'],
          ],
        },
        {
          title: 'new, by reason',
          shape: 'lines',
          unit: 'eps',
          description:
            'A reason unsigned, bad_signature or seller_mismatch is a producer that nobody believes.',
          runbook: '14-a-dead-letter.md',
          queries: [[perSecond('stockproof_dead_letters_total', ['reason']), '{{reason}}']],
        },
        {
          title: 'lost events of security',
          shape: 'lines',
          unit: 'ops',
          description: 'Acts that could not be written to the security log.',
          queries: [[perSecond('stockproof_security_events_lost_total', ['job']), '{{job}}']],
        },
      ],
    },
  ],
};
