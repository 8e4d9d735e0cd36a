import {describe, expect, it} from 'vitest';
import {type Known, pluginOf, refuseCircles} from '../../src/plugins/validate.ts';

const known: Known = {
	checks: new Set(['overlay/mtu-chain']),
	probes: new Set(['ip.link']),
	renderers: new Set(['text']),
	guides: new Set(['rke2/cni']),
};
const message = {severity: 'warning', text: 'x', guide: {steps: [{text: 'y'}], links: ['rke2/cni']}};
const check = {
	id: 'a/b',
	title: 't',
	rationale: 'r',
	needs: {links: 'ip.link'},
	messages: {m: message},
	run: () => [],
};
const probe = {id: 'a.b', summary: 's', requests: () => [], parse: () => 1};
const renderer = {id: 'csv', summary: 's', render: () => ''};
const withMessage = (change: object) => ({...check, messages: {m: {...message, ...change}}});
const withGuide = (change: object) => withMessage({guide: {...message.guide, ...change}});

describe('what a module may export', () => {
	it.each<[string, unknown, readonly number[]]>([
		['a check', check, [1, 0, 0]],
		['a probe', probe, [0, 1, 0]],
		['a renderer', renderer, [0, 0, 1]],
		['a list', [check, {...check, id: 'a/c'}, probe, renderer], [2, 1, 1]],
		['a plugin', {checks: [{...check, needs: {own: 'a.b'}}], probes: [probe]}, [1, 1, 0]],
		[
			'a check with everything',
			{...withMessage({explains: ['overlay/mtu-chain']}), when: {role: 'server'}, wants: {x: 'ip.link'}},
			[1, 0, 0],
		],
		['a link of its own', withGuide({links: ['https://wiki.example/x']}), [1, 0, 0]],
	])('%s', (_, exported, [checks, probes, renderers]) => {
		const plugin = pluginOf(exported, known);
		expect([plugin.checks.length, plugin.probes.length, plugin.renderers.length]).toEqual([
			checks,
			probes,
			renderers,
		]);
	});

	it.each<[string, unknown]>([
		['default export: expected an object, got nothing', undefined],
		['default export: expected an object, got "x"', 'x'],
		['default export: expected a check, a probe, a renderer', {}],
		['check: expected a check, a probe, a renderer', {check}],
		['[1]: expected an object, got null', [check, null]],
		['checks: expected a list, got {', {checks: {}}],
		['id: expected an id such as acme/gateway-missing, got "b"', {...check, id: 'b'}],
		['id: expected an id that is not taken, got "overlay/mtu-chain"', {...check, id: 'overlay/mtu-chain'}],
		['[1].id: expected an id that is not taken, got "a/b"', [check, check]],
		['title: expected a text, got nothing', {...check, title: undefined}],
		['rationale: expected a text, got 7', {...check, rationale: 7}],
		['needs: expected an object, got nothing', {...check, needs: undefined}],
		['needs.links: expected the id of a probe, got "ip.links"', {...check, needs: {links: 'ip.links'}}],
		['wants.x: expected the id of a probe', {...check, wants: {x: 'y.z'}}],
		['messages: expected at least one message', {...check, messages: {}}],
		[
			'messages.m.severity: expected critical, warning or info, got "fatal"',
			withMessage({severity: 'fatal'}),
		],
		['messages.m.text: expected a text, got ""', withMessage({text: ''})],
		['messages.m.guide.steps: expected at least one step', withGuide({steps: []})],
		['messages.m.guide.steps[0].text: expected a text', withGuide({steps: [{}]})],
		[
			'messages.m.guide.steps[0].changes: expected node or cluster',
			withGuide({steps: [{text: 'x', changes: 'all'}]}),
		],
		['messages.m.guide.links: expected at least one link', withGuide({links: []})],
		[
			'messages.m.guide.links[0]: expected the id of a guide or an address',
			withGuide({links: ['javascript:alert(1)']}),
		],
		['messages.m.explains: expected a list', withMessage({explains: 'overlay/mtu-chain'})],
		['run: expected a function', {...check, run: 'x'}],
		['summary: expected a text', {...probe, summary: ''}],
		['parse: expected a function', {...probe, parse: 1}],
		['checks[0].run: expected a function, got nothing', {checks: [{...check, run: undefined}]}],
		['id: expected an id that is not taken, got "text"', {...renderer, id: 'text'}],
		['fileMode: expected a mode such as 0o600, got 511', {...renderer, fileMode: 0o777}],
	])('is refused with its field: %s', (text, exported) => {
		expect(() => pluginOf(exported, known)).toThrow(text);
	});

	it('is refused when messages explain each other in a circle', () => {
		const [one] = pluginOf(withMessage({explains: ['a/c']}), known).checks;
		const [other] = pluginOf({...withMessage({explains: ['a/b#m']}), id: 'a/c'}, known).checks;
		expect(() => refuseCircles([...(one ? [one] : [])])).not.toThrow();
		expect(() => refuseCircles([one, other].flatMap(item => item ?? []))).toThrow('a/b#m → a/c#m → a/b#m');
	});
});
