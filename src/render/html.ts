import type {Severity} from '../core/check.ts';
import {subjectKey} from '../core/evaluate.ts';
import type {Cause, Excerpt, Finding, Outcome, Report} from '../core/report.ts';
import {describeLooked, describeNode, reasonTexts, shellPreparation, toldBy} from './headline.ts';
import {dataPathOf} from './html/data-path.ts';
import {diagram} from './html/diagram.ts';
import {type Markup, markup} from './html/markup.ts';
import {style} from './html/style.ts';
import {minute} from './notice.ts';
import {defineRenderer} from './renderer.ts';

/** One self-contained file: no script, nothing from the network, and the browser is told to allow neither. */
const htmlPage = (report: Report): Markup => markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="${report.tool.name} ${report.tool.version}">
<title>${report.node.name}: ${report.summary.verdict.toUpperCase()}</title>
<style>${{markup: style}}</style>
</head>
<body>
${headOf(report)}
${report.environment.installation.value === 'rke2' ? judgedOf(report) : undefined}
<footer>
<p>${report.tool.name} ${report.tool.version} · run ${report.runId} · ${report.startedAt} · ${(report.durationMs / 1000).toFixed(1)} s · verdict ${report.summary.verdict} (exit ${report.summary.exitCode})</p>
</footer>
</body>
</html>
`;

export const html = defineRenderer({
	id: 'html',
	summary: 'one self-contained page with a picture of the data path',
	render: report => htmlPage(report).markup,
});

const headOf = (report: Report): Markup => {
	const {node, summary, environment, origin} = report;
	const {verdict} = summary;
	const told = toldBy(environment.cni);
	return markup`<header>
<h1>Network of ${node.name} <span class="badge ${verdict}">${verdict.toUpperCase()}</span></h1>
<p>${describeNode(report)}</p>
<p class="soft">${node.os} · Linux ${node.kernel} · ${node.architecture}${told === '' ? '' : ` · CNI told by ${told}`}</p>
${origin === 'local' ? undefined : markup`<p class="note">Recording ${origin}: not the machine this was made on.</p>`}
${summary.undecided.map(why => markup`<p class="note">Undecided: ${why}</p>`)}
</header>`;
};

/** Ids of the places that prove findings. */
type Anchors = ReadonlyMap<string, string>;

const anchorsOf = (causes: readonly Cause[]): Anchors =>
	new Map(
		causes.flatMap(({finding, explains}, index) => [
			[finding.fingerprint, `cause-${index + 1}`] as const,
			...explains.map((effect, number) => [effect.fingerprint, `cause-${index + 1}-${number + 1}`] as const),
		]),
	);

const judgedOf = (report: Report): Markup => {
	const anchors = anchorsOf(report.causes);
	const preparation = shellPreparation(report);
	return markup`<figure>
${diagram(dataPathOf(report), fingerprint => anchors.get(fingerprint))}
<figcaption>✖ critical, ! warning, i note: with the number of findings; select one for its evidence. ✔ checks that passed, ? checks that could not look; dashed: nothing is known.</figcaption>
</figure>
<section>
<h2>${causesTitle(report)}</h2>
${preparation === undefined || report.causes.length === 0 ? undefined : markup`<p class="soft">For the steps: <code>${preparation}</code></p>`}
${report.causes.map((cause, index) => causeOf(cause, `cause-${index + 1}`))}
</section>
${lookedAt(report)}`;
};

const causesTitle = ({causes, summary}: Report): string => {
	if (causes.length === 0) {
		return 'Nothing found';
	}
	const more = `${summary.explained} more ${summary.explained === 1 ? 'finding' : 'findings'}`;
	if (causes.length === 1) {
		return summary.explained === 0 ? 'One cause' : `One cause, which explains ${more}`;
	}
	return `${causes.length} causes, the most likely first${summary.explained === 0 ? '' : `; they explain ${more}`}`;
};

const badge = (severity: Severity): Markup =>
	markup`<span class="badge ${severity}">${severity.toUpperCase()}</span>`;

const causeOf = ({finding, explains, hides, rank}: Cause, id: string): Markup => {
	const {steps, links} = finding.guide;
	return markup`<article id="${id}" class="${rank}">
<h3>${badge(rank)} ${finding.text}</h3>
<p class="soft"><code>${finding.check}</code> · ${subjectKey(finding.subject)}${finding.since === undefined ? '' : ` · since ${minute(finding.since)}`}</p>
${finding.evidence.map(evidenceOf)}
${explains.length === 0 ? undefined : markup`<h4>Explains</h4><ul>${explains.map((effect, index) => effectOf(effect, `${id}-${index + 1}`))}</ul>`}
${hides.length === 0 ? undefined : markup`<p class="soft">Because of this, ${hides.length} checks could not look.</p>`}
<h4>What to do</h4>
<ol>${steps.map(({text, changes}) => markup`<li><code>${text}</code>${changes === undefined ? undefined : markup` <span class="changes">changes the ${changes}</span>`}</li>`)}</ol>
<h4>Guides</h4>
<ul>${links.map(({title, url}) => markup`<li>${linkTo(title, url)}</li>`)}</ul>
</article>`;
};

const linkTo = (title: string, url: string): Markup =>
	url.startsWith('https://')
		? markup`<a href="${url}" rel="noreferrer">${title}</a>`
		: markup`${title}: ${url}`;

const effectOf = (finding: Finding, id: string): Markup =>
	markup`<li id="${id}"><strong>${finding.text}</strong> <code>${finding.check}</code>${finding.evidence.map(evidenceOf)}</li>`;

const evidenceOf = ({read, excerpt, truncated}: Excerpt): Markup =>
	markup`<pre><b>$ ${read}</b>\n${excerpt}${truncated ? '\n…' : ''}</pre>`;

const lookedAt = (report: Report): Markup => {
	const rows = groupsOf(report.outcomes).map(([group, outcomes]) => groupRow(group, outcomes));
	const open = report.outcomes.filter(({status}) => status === 'unknown' || status === 'error');
	return markup`<section>
<h2>What was looked at</h2>
<p>${describeLooked(report)}.</p>
<table>
<thead><tr><th>group</th><th class="count">failed</th><th class="count">passed</th><th class="count">unknown</th><th class="count">n/a</th></tr></thead>
<tbody>${rows}</tbody>
</table>
${open.length === 0 ? undefined : markup`<h4>Could not be decided</h4><ul>${open.map(openOutcome)}</ul>`}
<details><summary>Every check</summary><ul>${report.outcomes.map(({check, title, status}) => markup`<li><code>${check}</code> ${status}: ${title}</li>`)}</ul></details>
</section>`;
};

const groupsOf = (outcomes: readonly Outcome[]): readonly (readonly [string, readonly Outcome[]])[] => {
	const groups = new Map<string, Outcome[]>();
	for (const outcome of outcomes) {
		const group = outcome.check.split('/')[0] ?? outcome.check;
		groups.set(group, [...(groups.get(group) ?? []), outcome]);
	}
	return [...groups];
};

const groupRow = (group: string, outcomes: readonly Outcome[]): Markup => {
	const count = (...statuses: readonly Outcome['status'][]): number =>
		outcomes.filter(({status}) => statuses.includes(status)).length;
	return markup`<tr><td>${group}</td><td class="count">${count('failed')}</td><td class="count">${count('passed')}</td><td class="count">${count('unknown', 'error')}</td><td class="count">${count('not-applicable')}</td></tr>`;
};

const openOutcome = (outcome: Outcome): Markup => {
	const why = 'why' in outcome ? outcome.why : '';
	const reason = outcome.status === 'unknown' ? `${reasonTexts[outcome.reason]}: ` : 'broke: ';
	return markup`<li><code>${outcome.check}</code> ${reason}${why}</li>`;
};
