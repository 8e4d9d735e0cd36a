import {describe, expect, it} from 'vitest';
import {rke2ChartRemovals} from '../../src/probes/rke2.chart-removals.ts';
import {rke2Journal} from '../../src/probes/rke2.journal.ts';
import {rke2LoadBalancer} from '../../src/probes/rke2.load-balancer.ts';
import {rke2ManifestFiles} from '../../src/probes/rke2.manifest-files.ts';
import {rke2Service} from '../../src/probes/rke2.service.ts';
import {rke2Tunnels} from '../../src/probes/rke2.tunnels.ts';
import {answered, missing} from './replies.ts';

const dataDirectory = {path: '/var/lib/rancher/rke2', isAssumed: false};

const shown = `Id=rke2-server.service
LoadState=loaded
ActiveState=inactive
SubState=dead
UnitFileState=disabled
Result=success
NRestarts=0
ExecMainStatus=0
InactiveExitTimestampMonotonic=0

Id=rke2-agent.service
LoadState=loaded
ActiveState=activating
SubState=start
UnitFileState=enabled
Result=success
NRestarts=2
ExecMainStatus=1
InactiveExitTimestampMonotonic=400000000
`;

describe('rke2.service', () => {
	it('tells for how long a unit has been starting', () => {
		const [server, agent] = rke2Service.parse([answered(shown), answered('3000.25 11000.00\n')], {}, {});
		expect(server?.startedAgo).toBeUndefined();
		expect(agent).toMatchObject({id: 'rke2-agent.service', restarts: 2, startedAgo: 2600});
	});

	it('goes without the uptime', () => {
		const [, agent] = rke2Service.parse([answered(shown), missing], {}, {});
		expect(agent?.startedAgo).toBeUndefined();
		expect(agent?.activeState).toBe('activating');
	});
});

it('rke2.journal is read only for a unit that should run', () => {
	const services = rke2Service.parse([answered(shown), missing], {}, {});
	expect(
		rke2Journal.requests({services}, {}).map(request => 'argv' in request && request.argv.at(-3)),
	).toEqual(['rke2-agent.service']);
	const running = services.map(service => ({...service, activeState: 'active'}));
	expect(rke2Journal.requests({services: running}, {})).toEqual([]);
});

describe('the journal of RKE2, of which so many lines are read', () => {
	const service = {id: 'rke2-agent.service', activeState: 'active'} as never;
	/** So many lines, of which the last was said so many seconds after the first. */
	const journal = (lines: number, seconds: number) =>
		answered(
			Array.from({length: lines}, (_, index) => {
				const time = new Date(Math.round((index / (lines - 1)) * seconds) * 1000).toISOString();
				return `${time.slice(0, 19)}+0000 node-2 rke2[811]: level=info msg="Connecting to proxy" url="wss://10.0.0.1:9345/v1-rke2/connect"\n`;
			}).join(''),
		);
	const tunnels = (lines: number, seconds: number) =>
		rke2Tunnels.parse([journal(lines, seconds)], {services: [service]}, {});

	it('tells where it begins, if more was said before', () => {
		expect(tunnels(1999, 222).cutAt).toBeUndefined();
		expect(tunnels(2000, 222)).toMatchObject({cutAt: 0, lines: {length: 2000}});
	});

	it('tells of few failures among other lines, only over five minutes', () => {
		const chatty = (seconds: number) => {
			const of = (index: number) =>
				`${new Date(Math.round((index / 1999) * seconds) * 1000).toISOString().slice(0, 19)}+0000 node-2 rke2[811]: level=`;
			const failed =
				'error msg="Remotedialer proxy error; reconnecting..." error="dial tcp" url="wss://10.0.0.1:9345/v1-rke2/connect"';
			const text = Array.from(
				{length: 2000},
				(_, index) => `${of(index)}${index % 10 === 0 ? failed : 'debug msg="Wrote ping"'}\n`,
			).join('');
			return () => rke2Tunnels.parse([answered(text)], {services: [service]}, {});
		};
		expect(chatty(222)).toThrow('less than five minutes');
		expect(chatty(400)().lines).toHaveLength(200);
		expect(chatty(400)().cutAt).toBeUndefined();
	});

	it('tells nothing of tunnels if it is filled within moments', () => {
		expect(tunnels(1999, 60).lines).toHaveLength(1999);
		expect(() => tunnels(2000, 60)).toThrow('less than two minutes');
	});

	it('tells of no chart that is taken out, only where it is whole', () => {
		const removals = (lines: number) =>
			rke2ChartRemovals.parse([journal(lines, 222)], {services: [service]}, {});
		expect(removals(1999)).toEqual([]);
		expect(() => removals(2000)).toThrow('more was said');
	});
});

it('rke2.load-balancer is empty on a server', () => {
	const state = {ServerURL: 'https://10.0.0.1:6443', ServerAddresses: ['10.0.0.1:6443', '10.0.0.2:6443']};
	expect(rke2LoadBalancer.parse([answered(state)], {dataDirectory}, {})).toEqual(state.ServerAddresses);
	expect(rke2LoadBalancer.parse([missing], {dataDirectory}, {})).toEqual([]);
});

it("rke2.manifest-files leaves RKE2's own files out, and those that RKE2 skips", () => {
	const names = [
		...['.hidden.yaml', 'app.yml', 'notes.txt', 'rke2-canal-config.yaml', 'rke2-canal.yaml'],
		...['skipped.yaml', 'skipped.yaml.skip'],
	];
	const listing = names.map(name => ({name, type: 'file', mode: 0o600, size: 900}));
	const huge = {name: 'crds.yaml', type: 'file', mode: 0o600, size: 3_000_000};
	const rancher = [{name: 'managed-chart-config.yaml', type: 'file', mode: 0o600, size: 900}];
	expect(
		rke2ManifestFiles.parse([answered([...listing, huge]), answered(rancher)], {dataDirectory}, {}),
	).toEqual([
		'/var/lib/rancher/rke2/server/manifests/app.yml',
		'/var/lib/rancher/rke2/server/manifests/rke2-canal-config.yaml',
		'/var/lib/rancher/rke2/server/manifests/rancher/managed-chart-config.yaml',
	]);
	expect(rke2ManifestFiles.parse([missing, missing], {dataDirectory}, {})).toEqual([]);
});
