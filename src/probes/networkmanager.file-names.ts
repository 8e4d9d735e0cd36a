import {entriesIfFound} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {directory} from '../core/request.ts';
import type {Unit} from '../parsers/systemctl-show.ts';
import {type KnownUnit, systemdUnits} from './systemd.units.ts';

const directories = ['/usr/lib', '/run', '/etc'].map(root => `${root}/NetworkManager/conf.d`);

/** Asked only while it runs: `nmcli` would have it started. */
export const isNetworkManagerRunning = (units: ReadonlyMap<KnownUnit, Unit>): boolean =>
	['active', 'reloading'].includes(units.get('NetworkManager.service')?.activeState ?? '');

export const networkmanagerFileNames = defineProbe({
	id: 'networkmanager.file-names',
	summary: "NetworkManager's configuration files; none when it does not run",
	needs: {units: systemdUnits},
	requests: ({units}) => (isNetworkManagerRunning(units) ? directories.map(path => directory(path)) : []),
	parse: (replies, {units}): readonly string[] =>
		isNetworkManagerRunning(units)
			? [
					'/etc/NetworkManager/NetworkManager.conf',
					...directories.flatMap((path, index) =>
						(entriesIfFound(replies[index]) ?? [])
							.filter(({name}) => name.endsWith('.conf'))
							.map(({name}) => `${path}/${name}`),
					),
				]
			: [],
});
