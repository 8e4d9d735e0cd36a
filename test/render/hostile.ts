import type {Cause, Finding, Report} from '../../src/core/report.ts';
import {diagnoseHost, hostOfNode} from '../nodes.ts';

/** What a name of the node may hold to become more than text somewhere. */
export const hostile: readonly (readonly [what: string, name: string])[] = Object.entries({
	'an image': '<img src=x onerror=alert(1)>',
	'a script': '"><script>alert(1)</script>',
	'an attribute': "' onmouseover='alert(1)",
	'the end of an SVG': '</text></svg><b>x</b>',
	'the end of a block': '</pre></code><h1>x',
	entities: '&lt;b&gt; &amp; &#60;',
	links: '![x](javascript:alert(1)) [y](http://evil.example) <http://evil.example>',
	'blocks of Markdown': '# heading\n## another\n- item\n```\nfence\n````\n',
	'spans of Markdown':
		'`code` ``two`` **bold** __under__ ~~gone~~ | cell | @somebody #1 https://evil.example www.evil.example',
	'the end of a label': 'label="x"} 1\nevil_metric{a="b"} 2\\',
	'performance data': "| evil=1;2;3 'x'=2",
	'control characters': '\u001b[31mred\u001b]0;title\u0007\u009b1m\r\b\u0000\u007f',
	'hidden characters': '\u202egnp.exe\u2066\u200f\u200b\ufeff\u061c\u2028next',
	'a shell command': '$(reboot) `reboot` ; reboot',
	templates: '{{ .Values.x }} $'.concat('{x} %s %n'),
	'half a character': '\ud800 lone surrogate',
	'a long name': 'x'.repeat(5000),
});

/** A report whose every string that can come from a node is the given one. */
export const reportWith = (report: Report, text: string): Report => {
	const poisoned = (finding: Finding): Finding => ({
		...finding,
		text: `Interface ${text} is gone`,
		subject: {...finding.subject, name: text, namespace: text},
		about: [{kind: 'Pod', name: text}],
		data: {name: text},
		evidence: finding.evidence.map(() => ({read: `cat ${text}`, excerpt: `${text}\n  ${text}`})),
		guide: {...finding.guide, steps: [{text: `ip link show ${text}`, changes: 'node'}]},
		fingerprint: `${finding.check}#${finding.message} ${text}`,
	});
	const cause = (one: Cause): Cause => ({
		...one,
		finding: poisoned(one.finding),
		explains: one.explains.map(poisoned),
	});
	const {environment} = report;
	return {
		...report,
		origin: `bundle:${text}`,
		node: {...report.node, name: text, rke2Version: text, os: text, kernel: text},
		environment: {
			...environment,
			nodeName: {value: text, signals: [{source: text, says: text}]},
			rke2Version: {value: text, signals: []},
			overlayDevice: {value: text, signals: []},
			cni: {...environment.cni, signals: [{source: text, says: text}]},
			system: {os: text, kernel: text, architecture: text},
		},
		causes: report.causes.map(cause),
		outcomes: report.outcomes.map(outcome =>
			outcome.status === 'failed' ? {...outcome, findings: outcome.findings.map(poisoned)} : outcome,
		),
		unread: [{probe: 'ip.link', reason: 'exit-code', detail: text}],
		summary: {...report.summary, undecided: [`ip.link: ${text}`]},
	};
};

export const reportOf = async (node: string): Promise<Report> => diagnoseHost(await hostOfNode(node));

/** With the causes of one, many times over. */
export const withCauses = (report: Report, count: number): Report => {
	const [cause] = report.causes;
	if (cause === undefined) {
		throw new Error('expected a sick node');
	}
	return {
		...report,
		causes: Array.from({length: count}, (_, index) => ({
			...cause,
			finding: {...cause.finding, fingerprint: `${cause.finding.fingerprint} ${index}`},
		})),
	};
};
