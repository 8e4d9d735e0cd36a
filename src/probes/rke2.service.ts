import {textIfFound, textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {command, file} from '../core/request.ts';
import {parseSystemctlShow, type Unit} from '../parsers/systemctl-show.ts';

export interface Service extends Unit {
	/** Seconds since it last began to start; absent when it never did. */
	readonly startedAgo?: number;
}

const properties = [
	...['Id', 'LoadState', 'ActiveState', 'SubState', 'UnitFileState', 'Result', 'NRestarts', 'ExecMainStatus'],
	// Times of day come in the local zone's abbreviation, which cannot be read.
	'InactiveExitTimestampMonotonic',
].join(',');

export const rke2Service = defineProbe({
	id: 'rke2.service',
	summary: "RKE2's two units: whether they run, how they ended, for how long they have been starting",
	requests: () => [
		command('systemctl', 'show', '-p', properties, 'rke2-server.service', 'rke2-agent.service'),
		file('/proc/uptime'),
	],
	parse: ([units, uptime]): readonly Service[] => {
		const now = Number(/^[\d.]+/.exec(textIfFound(uptime) ?? '')?.[0] ?? Number.NaN);
		return parseSystemctlShow(textOf(units)).map(unit => {
			const startedAt = Number(unit.properties.InactiveExitTimestampMonotonic ?? 0) / 1_000_000;
			const startedAgo = Math.round(now - startedAt);
			return {...unit, ...(startedAt > 0 && startedAgo >= 0 && {startedAgo})};
		});
	},
});
