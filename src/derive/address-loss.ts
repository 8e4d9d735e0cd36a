/** What a program that configures interfaces said when it took an address or a route away. */
export interface AddressLoss {
	readonly device: string;
	/** `systemd-networkd` */
	readonly program: string;
	/** As journald writes it. */
	readonly time: string;
	/** `eth0: DHCP lease lost` */
	readonly message: string;
}

/** systemd-networkd, NetworkManager of old and new releases, dhcpcd. */
const lost = [
	/^(\S+): DHCP(?:v4)? lease lost/,
	/\bdhcp4 \(([^)]+)\): (?:state changed (?:\S+ -> )?(?:expired?|no lease|timeout|fail)|request timed out)/,
	/\bdevice \(([^)]+)\): state change: (?:activated|deactivating|ip-config) -> (?:deactivating|disconnected|failed|unavailable|unmanaged) /,
	/^(\S+): (?:DHCP lease expired|carrier lost|deleting default route)/,
];
const back = [
	/^(\S+): DHCPv4 address /,
	/\bdhcp4 \(([^)]+)\): state changed (?:\S+ -> )?(?:bound|extended|new lease)(?! ->)/,
	/\bdevice \(([^)]+)\): (?:state change: \S+ -> activated|Activation: successful)/,
	/^(\S+): (?:leased |adding default route)/,
];

const deviceIn = (patterns: readonly RegExp[], message: string): string | undefined =>
	patterns.map(pattern => pattern.exec(message)?.[1]).find(device => device !== undefined);

/** The last loss of each interface that did not get its address back since, in the order of the journal. */
export const addressLosses = (lines: readonly string[]): readonly AddressLoss[] => {
	const open = new Map<string, AddressLoss>();
	for (const line of lines) {
		const [, time = '', program = '', message = ''] =
			/^(\S+) \S+ ([^\s:[]+)(?:\[\d+\])?: (?:<\w+>\s+\[[\d.]+\]\s+)?(.*)$/.exec(line) ?? [];
		const restored = deviceIn(back, message);
		const device = deviceIn(lost, message);
		if (restored !== undefined) {
			open.delete(restored);
		} else if (device !== undefined) {
			open.delete(device);
			open.set(device, {device, program, time, message});
		}
	}
	return [...open.values()];
};

/** `; systemd-networkd said at …: "eth0: DHCP lease lost"`, or nothing. */
export const saidOfLoss = (loss: AddressLoss | undefined): string =>
	loss === undefined ? '' : `; ${loss.program} said at ${loss.time}: "${loss.message}"`;
