import {describe, expect, it} from 'vitest';
import {cniConfigForm, parseCniConfig} from '../../src/parsers/cni-config.ts';
import {survivesDamage} from './damage.ts';

const canal = {
	name: 'k8s-pod-network',
	cniVersion: '0.3.1',
	plugins: [
		{
			type: 'calico',
			log_level: 'info',
			datastore_type: 'kubernetes',
			nodename: 'node-1',
			mtu: 1450,
			ipam: {type: 'host-local', ranges: [[{subnet: 'usePodCidr'}]]},
			policy: {type: 'k8s'},
			kubernetes: {kubeconfig: '/etc/cni/net.d/calico-kubeconfig'},
		},
		{type: 'portmap', snat: true, capabilities: {portMappings: true}},
		{type: 'bandwidth', capabilities: {bandwidth: true}},
	],
};
const canalText = JSON.stringify(canal, undefined, 2);
const parsedValue = (text: string, form?: 'list' | 'plugin') => {
	const parsed = parseCniConfig(text, form);
	return parsed.ok ? parsed.value : expect.fail(parsed.problem.message);
};
const problemOf = (text: string, form?: 'list' | 'plugin') => {
	const parsed = parseCniConfig(text, form);
	return parsed.ok ? expect.fail('no problem') : parsed.problem;
};

describe('parseCniConfig', () => {
	it('reads a list of plugins', () => {
		expect(parsedValue(canalText, 'list')).toEqual({
			name: 'k8s-pod-network',
			cniVersion: '0.3.1',
			cniVersions: [],
			plugins: [
				{type: 'calico', ipamType: 'host-local', mtu: 1450, raw: canal.plugins[0]},
				{type: 'portmap', raw: canal.plugins[1]},
				{type: 'bandwidth', raw: canal.plugins[2]},
			],
			delegates: [],
		});
	});

	it('reads a single plugin, also without a name', () => {
		const {name, plugins} = parsedValue('{"type":"macvlan","master":"eth0","ipam":{}}', 'plugin');
		expect(name).toBeUndefined();
		expect(plugins.map(({type, ipamType}) => ({type, ipamType}))).toEqual([
			{type: 'macvlan', ipamType: undefined},
		]);
	});

	it('reads what Multus delegates to, thin and as a list', () => {
		const multus = {cniVersion: '0.3.1', name: 'multus-cni-network', type: 'multus', delegates: [canal]};
		expect(parsedValue(JSON.stringify(multus), 'plugin').delegates).toEqual([parsedValue(canalText)]);
		const list = {cniVersion: '1.0.0', name: 'multus-cni-network', plugins: [multus]};
		expect(parsedValue(JSON.stringify(list), 'list').delegates[0]?.plugins[0]?.type).toBe('calico');
	});

	it('decides by the key without a form, as for a NetworkAttachmentDefinition', () => {
		expect(parsedValue(JSON.stringify({...canal, type: 'both'})).plugins).toHaveLength(3);
		expect(parsedValue('{"type":"ipvlan"}').plugins).toHaveLength(1);
	});

	it('leaves a list without plugins to the directory beside it', () => {
		expect(parsedValue('{"name":"x","cniVersion":"1.1.0","cniVersions":["1.0.0","1.1.0"]}', 'list')).toEqual({
			name: 'x',
			cniVersion: '1.1.0',
			cniVersions: ['1.0.0', '1.1.0'],
			plugins: [],
			delegates: [],
		});
	});

	it.each([
		[
			'a cut file',
			canalText.slice(0, 98),
			'list',
			{line: 6, column: 22},
			'expected the rest of a string, got the end of the text',
		],
		['an empty file', '', 'list', {line: 1, column: 1}, 'expected a value, got the end of the text'],
		['no name', '{"plugins":[{"type":"x"}]}', 'list', {}, 'expected "name" with text, got nothing'],
		[
			'an empty list',
			'{"name":"x","plugins":[]}',
			'list',
			{},
			'expected at least one plugin in "plugins", got an empty list',
		],
		[
			'plugins that are no list',
			'{"name":"x","plugins":{}}',
			'list',
			{},
			'expected "plugins" to be an array, got an object',
		],
		[
			'a plugin without type',
			'{"name":"x","plugins":[{}]}',
			'list',
			{},
			'expected "type" with text, got nothing',
		],
		[
			'a plugin with an empty type',
			'{"type":""}',
			'plugin',
			{},
			'expected "type" with the name of a plugin, got an empty text',
		],
		[
			'a plugin in a .conflist',
			'{"name":"x","type":"bridge"}',
			'list',
			{},
			'expected "plugins" with a list, got a single plugin: that belongs into a .conf file',
		],
		[
			'a list in a .conf',
			canalText,
			'plugin',
			{},
			'expected "type" of a single plugin, got a list: that belongs into a .conflist file',
		],
		[
			'a version that is no text',
			'{"name":"x","cniVersion":1,"plugins":[{"type":"x"}]}',
			'list',
			{},
			'expected "cniVersion" to be text, got 1',
		],
		[
			'a broken delegate',
			'{"type":"multus","delegates":[{"name":"x","plugins":[]}]}',
			'plugin',
			{},
			'expected at least one plugin in "plugins", got an empty list',
		],
	] as const)('says what containerd refuses: %s', (_, text, form, position, message) => {
		expect(problemOf(text, form)).toEqual({message, ...position});
	});

	it('takes the form from the name', () => {
		expect(['10-canal.conflist', '00-multus.conf', 'x.json'].map(cniConfigForm)).toEqual([
			'list',
			'plugin',
			'plugin',
		]);
	});

	it('survives damage', () => {
		survivesDamage(text => parseCniConfig(text, 'list'), canalText, {
			json: true,
			raw: ['.value.plugins[].raw'],
		});
	});
});
