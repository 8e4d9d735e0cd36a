import {textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {command} from '../core/request.ts';
import {parseSystemctlShow, type Unit} from '../parsers/systemctl-show.ts';

const properties = [
	...['Id', 'Names', 'LoadState', 'ActiveState', 'SubState', 'UnitFileState', 'Result', 'NRestarts'],
	...['MainPID', 'ExecMainStatus', 'ActiveEnterTimestamp', 'FragmentPath', 'EnvironmentFiles'],
].join(',');

const units = [
	...['rke2-server.service', 'rke2-agent.service', 'k3s.service', 'k3s-agent.service'],
	...['firewalld.service', 'ufw.service', 'iptables.service', 'ip6tables.service', 'nftables.service'],
	...['docker.service', 'NetworkManager.service', 'nm-cloud-setup.service', 'nm-cloud-setup.timer'],
	...['systemd-networkd.service', 'wicked.service', 'wickedd.service', 'systemd-sysctl.service'],
] as const;

export type KnownUnit = (typeof units)[number];

/** The units that run RKE2 or interfere with its network, all in one call; a unit that does not exist is there with `not-found`. */
export const systemdUnits = defineProbe({
	id: 'systemd.units',
	summary: "RKE2's units and those known to interfere with its network",
	requests: () => [command('systemctl', 'show', '-p', properties, ...units)],
	parse: ([reply]): ReadonlyMap<KnownUnit, Unit> => {
		const shown = parseSystemctlShow(textOf(reply));
		return new Map(
			units.flatMap(name => {
				const unit = shown.find(
					({id, properties: {Names}}) => id === name || Names?.split(' ').includes(name),
				);
				return unit === undefined ? [] : [[name, unit] as const];
			}),
		);
	},
});
