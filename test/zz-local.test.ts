import {readFileSync, writeFileSync} from 'node:fs';
import {it} from 'vitest';
import {parse} from 'yaml';
import {subjectKey} from '../src/core/evaluate.ts';
import {createOverlayHost} from '../src/host/overlay.ts';
import {diagnoseHost, hostOfNode} from './nodes.ts';

const list = (process.env.SC ?? '').split(' ').filter(Boolean);
it.each(list)('%s', async path => {
	const text = readFileSync(path, 'utf8');
	const scenario = parse(text);
	const host = createOverlayHost(await hostOfNode(scenario.node), scenario.overrides ?? {});
	const {causes, outcomes, summary} = await diagnoseHost(host);
	const f = (x: any) =>
		`    - message: ${x.check}#${x.message}\n      subject: ${subjectKey(x.subject)}\n      text: ${x.text}`;
	const unknown = outcomes
		.filter((o: any) => o.status === 'unknown' && o.reason !== 'not-recorded')
		.map(({check}: any) => check);
	if (process.env.FIX) {
		const i = text.indexOf('  unknown:\n');
		const rest = text.slice(i + 11).split('\n');
		let n = 0;
		while (rest[n]?.startsWith('    - ')) n++;
		writeFileSync(
			path,
			`${text.slice(0, i)}  unknown:\n${unknown.map((u: string) => `    - ${u}\n`).join('')}${rest.slice(n).join('\n')}`,
		);
		return;
	}
	console.log(
		`${path}\n${host.problems().join('\n')}\nverdict: ${summary.verdict}\ncauses:\n${causes.map(({finding}: any) => f(finding)).join('\n')}\nexplained:\n${causes
			.flatMap(({explains}: any) => explains)
			.map(f)
			.join(
				'\n',
			)}\nunknown: ${unknown.join(' ')}\nerrors: ${JSON.stringify(outcomes.filter(({status}: any) => status === 'error'))}`,
	);
});
