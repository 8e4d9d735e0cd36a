import {type Evidence, textIfFound, Unavailable} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {file, type Reply} from '../core/request.ts';
import {netConfOfCharts} from '../derive/flannel-chart.ts';
import {type FlannelNetConf, parseFlannelNetConf} from '../parsers/flannel-net-conf.ts';
import {type FlannelProcess, flannelProcess} from './flannel.process.ts';
import {kubernetesHelm} from './kubernetes.helm.ts';

export interface FlannelConfiguration extends FlannelNetConf {
	/** flanneld reads its file only when it starts: the file may be newer than what it does. */
	readonly source: 'file of flanneld' | 'values of the chart';
	/** UDP port of VXLAN devices that name none. */
	readonly defaultPort?: number;
}

/** https://github.com/torvalds/linux/blob/master/drivers/net/vxlan/vxlan_core.c (module parameter udp_port) */
const defaultPortFile = '/sys/module/vxlan/parameters/udp_port';

const pathOf = (process: Evidence<FlannelProcess | undefined>): string | undefined =>
	process.ok && process.value !== undefined
		? `/proc/${process.value.pid}/root${process.value.options.netConfPath}`
		: undefined;

/** An image without the file, or a process that has just ended, leaves the word to the chart. */
const fileText = (reply: Reply | undefined): string | undefined =>
	reply?.status === 'answered' ? textIfFound(reply) : undefined;

export const flannelNetConf = defineProbe({
	id: 'flannel.net-conf',
	summary:
		"flannel's configuration: backend, VNI, port, MTU; from flanneld's own file, else from the values of its chart",
	wants: {process: flannelProcess, helm: kubernetesHelm},
	requests: (_, {process}) => {
		const path = pathOf(process);
		return [file(defaultPortFile), ...(path === undefined ? [] : [file(path)])];
	},
	parse: ([port, netConf], _, {process, helm}): FlannelConfiguration => {
		const number = Number(fileText(port)?.trim() || Number.NaN);
		const defaultPort = Number.isInteger(number) ? {defaultPort: number} : {};
		const text = fileText(netConf);
		if (text !== undefined) {
			return {...parseFlannelNetConf(text), source: 'file of flanneld', ...defaultPort};
		}
		const fromChart = helm.ok ? netConfOfCharts(helm.value.charts, helm.value.configs) : undefined;
		if (fromChart === undefined) {
			const why = helm.ok ? 'there is no readable chart of flannel' : helm.detail;
			const ofProcess = process.ok ? 'flanneld does not run, or its file cannot be read' : process.detail;
			throw new Unavailable('dependency', `${ofProcess}; ${why}`);
		}
		return {...fromChart, source: 'values of the chart', ...defaultPort};
	},
});
