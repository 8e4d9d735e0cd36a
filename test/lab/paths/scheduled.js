import {setTimeout as sleep} from 'node:timers/promises';
import {missesOfRun, runLine} from './operator.js';

const entry = '/etc/cron.d/rke2-netdoctor';
const state = '/var/lib/rke2-netdoctor';

const waitForState = async node => {
	for (let second = 0; second < 120; second += 1) {
		const {exitCode} = await runLine(node, `test -s ${state}/state.json`);
		if (exitCode === 0) {
			return [];
		}
		await sleep(1000);
	}
	const {stdout} = await runLine(node, 'cat /run/lab/log/cron');
	return [`expected cron to run it within two minutes; cron says ${JSON.stringify(stdout.slice(-300))}`];
};

export default [
	{
		id: 'cron',
		about: `schedule install, then Debian's cron runs it with its own environment; only the minute is changed to every minute`,
		programs: {'/usr/sbin/cron': 'cron'},
		run: async ({node}) => {
			const installed = await runLine(node, 'rke2-netdoctor schedule install');
			await node.shell(`sed -Ei 's,^[0-9]\\S* (.*) sleep [0-9]+;,* \\1 sleep 0;,' ${entry}`);
			await node.shell('cron -f -L 15 </dev/null >/run/lab/log/cron 2>&1 & echo $! >/run/lab/cron.pid');
			const waited = await waitForState(node);
			await node.shell('kill "$(cat /run/lab/cron.pid)"; rm -f /run/crond.pid');
			const [last, status, removed] = [
				await runLine(node, 'rke2-netdoctor check --last --max-age 15m'),
				await runLine(node, 'rke2-netdoctor schedule status'),
				await runLine(node, 'rke2-netdoctor schedule remove'),
			];
			return [
				...missesOfRun(installed, {exitCode: 0, stdout: /^# \/etc\/cron\.d\/rke2-netdoctor$/m}),
				...waited,
				...missesOfRun(last, {exitCode: 0, stdout: /verdict OK/}),
				...missesOfRun(status, {exitCode: 0, stdout: /^last run .* ok, 0 findings known$/m}),
				...missesOfRun(removed, {exitCode: 0, stdout: /^removed \/etc\/cron\.d\/rke2-netdoctor$/m}),
			];
		},
	},
];
