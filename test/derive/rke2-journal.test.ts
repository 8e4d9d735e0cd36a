import {expect, it} from 'vitest';
import {recentJournalRequests} from '../../src/derive/rke2-journal.ts';

const linesPerAttempt = 3;

it('holds two servers that are tried every second, for as long as makes a tunnel broken', () => {
	const requests = recentJournalRequests([
		{id: 'rke2-agent.service', activeState: 'active'},
		{id: 'rke2-server.service', activeState: 'inactive'},
	]);
	expect(requests).toHaveLength(1);
	const [request] = requests;
	const lines = request?.kind === 'command' ? Number(request.argv.at(-1)) : 0;
	expect(lines).toBeGreaterThanOrEqual(2 * linesPerAttempt * 5 * 60);
});
