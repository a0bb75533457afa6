/** One site that was recorded: where it is and which column of the raw file holds it. */
export interface ProbeSite {
  /** Column of the raw file, counted from 0 over the saved columns. */
  readonly column: number;
  /** The acquisition system's number of the channel; differs from `column` when a subset was saved. */
  readonly id: number;
  readonly shank: number;
  /** From the left edge of the site's own shank. */
  readonly xUm: number;
  /** From the lowest row of sites of the probe. */
  readonly yUm: number;
  /** An internal reference site: recorded, but not brain. */
  readonly isReference: boolean;
}

/** The probe behind one stream. Distances follow SpikeGLX's `~snsGeomMap`. */
export interface Probe {
  /** The maker's type number or name as the files give it, such as `24`. */
  readonly type: string;
  readonly partNumber: string | null;
  /** For people: `Neuropixels 2.0, four shanks`. */
  readonly model: string;
  readonly serial: string | null;
  readonly shankCount: number;
  readonly shankPitchUm: number;
  readonly shankWidthUm: number;
  /** Multiplexed ADC sampling: channels that share a converter are sampled in this many slots (13, 16 …); null if unknown. */
  readonly adcSlotCount: number | null;
  /** One per saved neural column, ascending column; empty when the header does not place them all. */
  readonly sites: readonly ProbeSite[];
  /** Where the geometry was read: `snsGeomMap`, `snsShankMap`, `imroTbl`, `settings.xml`, `channel_positions.npy`; `none`. */
  readonly geometrySource: string;
}
