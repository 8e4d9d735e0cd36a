import {Ajv2020} from 'ajv/dist/2020.js';
import {describe, expect, it} from 'vitest';
import {renderers} from '../src/render/index.generated.ts';
import schema from '../src/render/report.schema.json' with {type: 'json'};
import {diagnoseHost, hostOfNode, isSick, nodeIds} from './nodes.ts';

const validate = new Ajv2020({strict: false, validateFormats: false}).compile(schema);
/** A person reads these first, so every node shows them; what is made from the same report needs a sick and a healthy one. */
const shownForAll = ['json', 'short', 'text'];
const formatsOf = (id: string): readonly (keyof typeof renderers)[] =>
	(Object.keys(renderers) as (keyof typeof renderers)[]).filter(
		format => shownForAll.includes(format) || ['canal-agent', 'canal-agent-sick'].includes(id),
	);
const plain = {hasColor: false, isAscii: false, width: 0, isVerbose: false};

describe.each(nodeIds)('node %s', async id => {
	const report = await diagnoseHost(await hostOfNode(id));

	it.each(formatsOf(id))('renders as %s', async format => {
		const {render} = await renderers[format]();
		await expect(render(report, plain)).toMatchFileSnapshot(`golden/${id}.${format}`);
	});

	it('gives JSON of the published schema', () => {
		expect(validate(JSON.parse(JSON.stringify(report))), JSON.stringify(validate.errors?.slice(0, 3))).toBe(
			true,
		);
	});

	it('gives the same report every time', async () => {
		expect(await diagnoseHost(await hostOfNode(id))).toEqual(report);
	});

	it(isSick(id) ? 'is sick' : 'is healthy: no finding, nothing unknown but what was never recorded', () => {
		const {summary, causes, outcomes} = report;
		if (isSick(id)) {
			expect(causes.length).toBeGreaterThan(0);
			return;
		}
		expect(causes.map(({finding}) => `${finding.check}: ${finding.text}`)).toEqual([]);
		expect(summary.verdict).toBe('ok');
		expect(outcomes.filter(({status}) => status === 'error')).toEqual([]);
	});
});
