import {missesOfRun, reportFrom, runLine} from './operator.js';

const brokenIn = report =>
	report.outcomes.filter(({status}) => status === 'error').map(({check, why}) => `${check} broke: ${why}`);

/** A report without findings, and no check that broke. */
const missesOfJson = (got, exitCode) => {
	const {report, misses} = reportFrom(got.stdout);
	return [
		...missesOfRun(got, {exitCode, stderr: /^$/}),
		...misses,
		...(report === undefined
			? []
			: [
					...brokenIn(report),
					...report.causes.map(({finding}) => `expected no finding, got ${finding.text}`),
				]),
	];
};

export default [
	{
		id: 'no-environment',
		about: 'env -i: not even PATH is set',
		run: async ({node}) =>
			missesOfJson(await runLine(node, 'env -i /usr/local/bin/rke2-netdoctor check -o json'), 0),
	},
	{
		id: 'unprivileged',
		about: 'nobody runs it: what may not be read is unknown, and the verdict undecided',
		run: async ({node}) =>
			missesOfJson(
				await runLine(
					node,
					'setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all --no-new-privs rke2-netdoctor check -o json',
				),
				3,
			),
	},
];
