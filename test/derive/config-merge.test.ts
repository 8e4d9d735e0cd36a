import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {
	booleanSetting,
	type ConfigFile,
	cniSelection,
	dataDirectory,
	isDropIn,
	listSetting,
	mergeConfig,
	textSetting,
} from '../../src/derive/config-merge.ts';

const base = '/etc/rancher/rke2/config.yaml';
const file = (name: string, values: ConfigFile['values']): ConfigFile => ({
	path: name === '' ? base : `${base}.d/${name}`,
	values,
});

describe('mergeConfig', () => {
	it('follows the example of the RKE2 documentation', () => {
		// https://docs.rke2.io/install/configuration#multiple-config-files
		const config = mergeConfig(file('', {token: 'boop', 'node-label': ['foo=bar', 'bar=baz']}), [
			file('test2.yaml', {'node-taint': ['alice=bob:NoExecute']}),
			file('test1.yaml', {'write-kubeconfig-mode': 600, 'node-taint': ['alice=bob:NoExecute']}),
		]);
		expect([...config.keys()]).toEqual(['token', 'node-label', 'write-kubeconfig-mode', 'node-taint']);
		expect(config.get('write-kubeconfig-mode')?.values).toEqual(['600']);
		expect(config.get('node-label')?.values).toEqual(['foo=bar', 'bar=baz']);
	});

	it('replaces with a plain key, whatever was gathered before', () => {
		const config = mergeConfig(file('', {cni: ['multus', 'canal']}), [
			file('10-a.yaml', {'cni+': ['x']}),
			file('20-b.yaml', {cni: 'cilium'}),
		]);
		expect(config.get('cni')).toEqual({
			values: ['cilium'],
			files: [`${base}.d/20-b.yaml`],
		});
	});

	it.each<[string, unknown, unknown, readonly string[]]>([
		['a list to a text', 'a', ['b', 'c'], ['a', 'b', 'c']],
		['a text to a list', ['a'], 'b', ['a', 'b']],
		['a number to a number', 1, 2, ['1', '2']],
		['nothing to a list', ['a'], null, ['a']],
		['a text to nothing', null, 'a', ['a']],
		['an empty text, which stays one', 'a', '', ['a', '']],
	])('appends %s', (_name, first, second, values) => {
		const config = mergeConfig(file('', {'tls-san': first}), [file('a.yaml', {'tls-san+': second})]);
		expect(config.get('tls-san')).toEqual({values, files: [base, `${base}.d/a.yaml`]});
	});

	it('sets with a first `key+`, and strips only one plus', () => {
		const config = mergeConfig(undefined, [file('a.yaml', {'cni+': 'canal', 'odd++': 1})]);
		expect(config.get('cni')).toEqual({values: ['canal'], files: [`${base}.d/a.yaml`]});
		expect(config.get('odd+')?.values).toEqual(['1']);
	});

	it('sorts drop-ins by bytes and reads only .yaml and .yml', () => {
		const names = [
			'b.yaml',
			'10.yaml',
			'a.YML',
			'B.yaml',
			'9.yaml',
			'ä.yaml',
			'c.yaml.bak',
			'd.json',
			'\u{1F600}.yaml',
			'\uFF5E.yaml',
		];
		const config = mergeConfig(
			undefined,
			names.map(name => file(name, {'order+': name})),
		);
		expect(config.get('order')?.values).toEqual([
			'10.yaml',
			'9.yaml',
			'B.yaml',
			'a.YML',
			'b.yaml',
			'ä.yaml',
			'\uFF5E.yaml',
			'\u{1F600}.yaml',
		]);
		expect(names.filter(name => !isDropIn(name))).toEqual(['c.yaml.bak', 'd.json']);
	});

	it('has the values of the last file that sets a key, whatever the number of files', () => {
		const anyValues = fc.dictionary(
			fc.constantFrom('cni', 'cni+', 'node-ip', 'disable+'),
			fc.oneof(fc.string(), fc.array(fc.string())),
		);
		fc.assert(
			fc.property(fc.array(anyValues, {minLength: 1, maxLength: 6}), contents => {
				const files = contents.map((values, index) => file(`${index}.yaml`, values));
				const config = mergeConfig(undefined, files.toReversed());
				const last = files.findLast(({values}) => Object.hasOwn(values, 'node-ip'));
				expect(config.get('node-ip')?.files).toEqual(last && [last.path]);
				expect(config.get('node-ip')?.values).toEqual(last && [last.values['node-ip']].flat());
				const appended = files.flatMap(({values}) => [values['disable+'] ?? []].flat());
				expect(config.get('disable')?.values ?? []).toEqual(appended);
			}),
		);
	});
});

describe('settings', () => {
	const config = mergeConfig(
		file('', {
			'cluster-cidr': '10.42.0.0/16,2001:cafe:42::/56',
			'disable-kube-proxy': true,
			selinux: 'false',
			profile: 'cis',
			debug: null,
			'node-ip': ['10.0.0.1', 'fd00::1'],
			empty: [],
		}),
		[],
	);

	it('reads lists, texts and booleans', () => {
		expect(listSetting(config, 'cluster-cidr')).toEqual(['10.42.0.0/16', '2001:cafe:42::/56']);
		expect(listSetting(config, 'node-ip')).toEqual(['10.0.0.1', 'fd00::1']);
		expect(listSetting(config, 'empty')).toEqual([]);
		expect(listSetting(config, 'service-cidr')).toEqual([]);
		expect(textSetting(config, 'node-ip')).toBe('fd00::1');
		expect(textSetting(config, 'absent')).toBeUndefined();
		expect(booleanSetting(config, 'disable-kube-proxy')).toBe(true);
		expect(booleanSetting(config, 'selinux')).toBe(false);
		expect(booleanSetting(config, 'profile')).toBeUndefined();
		expect(booleanSetting(config, 'debug')).toBeUndefined();
		expect(booleanSetting(config, 'absent')).toBeUndefined();
	});

	it('knows the data directory', () => {
		const moved = mergeConfig(file('', {'data-dir': '/data/rke2'}), []);
		expect(dataDirectory(moved, '/from/unit')).toBe('/data/rke2');
		expect(dataDirectory(config, '/from/unit')).toBe('/from/unit');
		expect(dataDirectory(config)).toBe('/var/lib/rancher/rke2');
	});
});

describe('cniSelection', () => {
	it.each<[readonly string[], ReturnType<typeof cniSelection>]>([
		[[], {primary: 'canal', multus: false}],
		[['canal'], {primary: 'canal', multus: false}],
		[['none'], {primary: 'none', multus: false}],
		[['multus', 'cilium'], {primary: 'cilium', multus: true}],
		[['multus,calico'], {primary: 'calico', multus: true}],
		[[' flannel '], {primary: 'flannel', multus: false}],
		[['multus', 'none'], {primary: 'none', multus: true}],
		[
			['multus'],
			{invalid: 'Failed to validate --cni flag: multus must be used alongside another primary cni selection'},
		],
		[
			['canal', 'multus'],
			{
				invalid:
					'Failed to validate --cni flag: may only provide multiple values if multus is the first value',
			},
		],
		[['multus', 'canal', 'cilium'], {invalid: 'Failed to validate --cni flag: must specify 1 or 2 values'}],
		[['weave'], {invalid: 'Invalid value weave for --cni flag: must be one of calico,canal,cilium,flannel'}],
		[['Canal'], {invalid: 'Invalid value Canal for --cni flag: must be one of calico,canal,cilium,flannel'}],
		[
			['multus, canal'],
			{invalid: 'Invalid value  canal for --cni flag: must be one of calico,canal,cilium,flannel'},
		],
		[
			['multus', 'multus'],
			{invalid: 'Invalid value multus for --cni flag: must be one of calico,canal,cilium,flannel'},
		],
		[[''], {invalid: 'Invalid value  for --cni flag: must be one of calico,canal,cilium,flannel'}],
	])('%j', (values, expected) => {
		expect(cniSelection(values)).toEqual(expected);
	});
});
