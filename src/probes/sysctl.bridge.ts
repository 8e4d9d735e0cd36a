import {textIfFound} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {file, type Reply} from '../core/request.ts';

export interface BridgeSysctls {
	/** Whether packets on a bridge pass iptables; absent without the module br_netfilter. */
	readonly callIptables?: boolean;
}

const isOn = (reply: Reply | undefined): boolean | undefined => {
	const text = textIfFound(reply)?.trim();
	return text === undefined ? undefined : text !== '0';
};

export const sysctlBridge = defineProbe({
	id: 'sysctl.bridge',
	summary: 'whether packets on a bridge pass iptables; nothing without the module br_netfilter',
	requests: () => [file('/proc/sys/net/bridge/bridge-nf-call-iptables')],
	parse: ([ipv4]): BridgeSysctls => {
		const callIptables = isOn(ipv4);
		return callIptables === undefined ? {} : {callIptables};
	},
});
