//! Descriptor → standardised descriptor → embedding.

use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis};
use serde::{Deserialize, Serialize};

use super::envelope::{self, Kind};
use super::{Error, Result};

const KIND: Kind = Kind { letters: *b"PCA ", version: 1 };
/// Variances of a silent window are zero; their logarithm is taken of this instead.
pub const LOG_FLOOR: f64 = 1e-6;
/// A column that hardly varies tells nothing: below this its scale counts as 1.
pub const SCALE_FLOOR: f32 = 1e-12;
/// More columns than any descriptor has.
const MOST: usize = 1 << 16;

/// A fitted standardiser and the principal axes behind it.
///
/// `z = (x − mean) / scale`, where some columns of `x` are replaced by their natural logarithm first;
/// embedding `= components · (z − centre)`.
#[derive(Clone, Debug, PartialEq)]
pub struct Pca {
    log: Vec<bool>,
    mean: Array1<f32>,
    scale: Array1<f32>,
    centre: Array1<f32>,
    components: Array2<f32>,
    explained: Array1<f32>,
}

/// The numbers of a [`Pca`], as they are stored. D columns, K components.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PcaParts {
    /// Columns, in ascending order, that are replaced by their logarithm.
    pub log_columns: Vec<u32>,
    /// D means.
    pub mean: Vec<f32>,
    /// D standard deviations.
    pub scale: Vec<f32>,
    /// D means of the standardised columns (zero where the same rows fitted both steps).
    pub centre: Vec<f32>,
    /// K × D, row after row: unit axes, largest variance first.
    pub components: Vec<f32>,
    /// K shares of the total variance, each 0 to 1.
    pub explained: Vec<f32>,
}

impl Pca {
    /// Puts the parts together.
    ///
    /// # Errors
    ///
    /// [`Error::Shape`] when their lengths do not fit together, [`Error::NotANumber`] for a number that is none.
    pub fn new(parts: PcaParts) -> Result<Self> {
        let (columns, rows) = (parts.mean.len(), parts.explained.len());
        let length = |what: &'static str, found: usize, expected: usize| {
            if found == expected { Ok(()) } else { Err(Error::Shape { what: what.into(), expected, found }) }
        };
        if columns == 0 || columns > MOST || rows > columns {
            return Err(Error::Shape { what: "columns of a PCA".into(), expected: MOST, found: columns });
        }
        length("scales of a PCA", parts.scale.len(), columns)?;
        length("centres of a PCA", parts.centre.len(), columns)?;
        length("loadings of a PCA", parts.components.len(), rows * columns)?;
        let mut log = vec![false; columns];
        for &column in &parts.log_columns {
            let place = log.get_mut(column as usize).ok_or_else(|| Error::Shape {
                what: "logarithmic column of a PCA".into(),
                expected: columns,
                found: column as usize,
            })?;
            *place = true;
        }
        for numbers in [&parts.mean, &parts.scale, &parts.centre, &parts.components, &parts.explained] {
            if let Some(column) = numbers.iter().position(|x| !x.is_finite()) {
                return Err(Error::NotANumber { what: "PCA".into(), row: 0, column });
            }
        }
        let scale = parts.scale.iter().map(|&s| if s > SCALE_FLOOR { s } else { 1.0 }).collect();
        let components = Array2::from_shape_vec((rows, columns), parts.components).map_err(|_| {
            Error::Shape { what: "loadings of a PCA".into(), expected: rows * columns, found: 0 }
        })?;
        Ok(Self {
            log,
            mean: parts.mean.into(),
            scale,
            centre: parts.centre.into(),
            components,
            explained: parts.explained.into(),
        })
    }

    /// Number of descriptor columns, D.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.mean.len()
    }

    /// Length of an embedding, K.
    #[must_use]
    pub fn components(&self) -> usize {
        self.components.nrows()
    }

    /// Each component's share of the total variance, largest first.
    #[must_use]
    pub fn explained(&self) -> ArrayView1<'_, f32> {
        self.explained.view()
    }

    /// Mean and deviation of each column, after logarithms.
    pub fn standard(&self) -> impl Iterator<Item = [f32; 2]> {
        self.mean.iter().zip(&self.scale).map(|(&mean, &scale)| [mean, scale])
    }

    /// Logarithms, then zero mean and unit deviation.
    ///
    /// # Shape
    ///
    /// rows × D → rows × D.
    ///
    /// # Errors
    ///
    /// [`Error::Shape`] for another number of columns, [`Error::NotANumber`] for a number that is none.
    pub fn standardise(&self, descriptors: ArrayView2<'_, f32>) -> Result<Array2<f32>> {
        self.check("descriptor", descriptors)?;
        let mut out = descriptors.to_owned();
        for mut row in out.rows_mut() {
            let fitted = self.log.iter().zip(&self.mean).zip(&self.scale);
            for (x, ((&log, &mean), &scale)) in row.iter_mut().zip(fitted) {
                let value = if log { f64::from(*x).max(LOG_FLOOR).ln() } else { f64::from(*x) };
                *x = ((value - f64::from(mean)) / f64::from(scale)) as f32;
            }
        }
        Ok(out)
    }

    /// Standardised descriptors along the principal axes.
    ///
    /// # Shape
    ///
    /// rows × D → rows × K.
    ///
    /// # Errors
    ///
    /// [`Error::Shape`] for another number of columns, [`Error::NotANumber`] for a number that is none.
    pub fn project(&self, standardised: ArrayView2<'_, f32>) -> Result<Array2<f32>> {
        self.check("standardised descriptor", standardised)?;
        let by_column: Vec<Vec<f64>> =
            self.components.columns().into_iter().map(|loadings| loadings.mapv(f64::from).to_vec()).collect();
        let mut out = Array2::zeros((standardised.nrows(), self.components.nrows()));
        let mut dots = vec![0.0_f64; self.components.nrows()];
        for (mut embedding, row) in out.rows_mut().into_iter().zip(standardised.rows()) {
            // f64, and each sum in the order of the columns: native and wasm must agree to the last bit. All
            // components side by side, so that the sums need not wait for each other.
            dots.fill(0.0);
            for ((&z, &centre), loadings) in row.iter().zip(&self.centre).zip(&by_column) {
                let offset = f64::from(z) - f64::from(centre);
                for (dot, loading) in dots.iter_mut().zip(loadings) {
                    *dot += offset * loading;
                }
            }
            embedding.iter_mut().zip(&dots).for_each(|(value, &dot)| *value = dot as f32);
        }
        Ok(out)
    }

    /// The descriptor whose first components these are: [`Pca::standardise`] and [`Pca::project`] backwards. What lies
    /// along the other axes counts as it does on average.
    ///
    /// # Shape
    ///
    /// at most K → D.
    #[must_use]
    pub fn restore(&self, components: &[f64]) -> Vec<f32> {
        let mut standardised: Vec<f64> = self.centre.iter().copied().map(f64::from).collect();
        for (component, axis) in components.iter().zip(self.components.rows()) {
            for (z, &loading) in standardised.iter_mut().zip(axis) {
                *z += component * f64::from(loading);
            }
        }
        let fitted = self.log.iter().zip(&self.mean).zip(&self.scale);
        let value = |(z, ((&log, &mean), &scale)): (f64, ((&bool, &f32), &f32))| {
            let value = f64::from(mean) + f64::from(scale) * z;
            (if log { value.exp() } else { value }) as f32
        };
        standardised.into_iter().zip(fitted).map(value).collect()
    }

    /// The bytes of `pca.bin`.
    ///
    /// # Errors
    ///
    /// As [`envelope::encode`].
    pub fn encode(&self) -> Result<Vec<u8>> {
        let logarithmic = self.log.iter().enumerate().filter(|(_, log)| **log);
        let parts = PcaParts {
            log_columns: logarithmic.map(|(column, _)| column as u32).collect(),
            mean: self.mean.to_vec(),
            scale: self.scale.to_vec(),
            centre: self.centre.to_vec(),
            components: self.components.iter().copied().collect(),
            explained: self.explained.to_vec(),
        };
        envelope::encode(KIND, &parts)
    }

    /// Reads what [`Pca::encode`] wrote.
    ///
    /// # Errors
    ///
    /// As [`envelope::decode`] and [`Pca::new`]; `file` names the bytes in them.
    pub fn decode(file: &str, bytes: &[u8]) -> Result<Self> {
        let parts = envelope::decode(KIND, file, bytes)?;
        Self::new(parts)
            .map_err(|error| Error::BadPack { file: file.to_owned(), what: error.to_string().into() })
    }

    fn check(&self, what: &'static str, rows: ArrayView2<'_, f32>) -> Result<()> {
        if rows.ncols() != self.columns() {
            return Err(Error::Shape { what: what.into(), expected: self.columns(), found: rows.ncols() });
        }
        for (row, values) in rows.axis_iter(Axis(0)).enumerate() {
            if let Some(column) = values.iter().position(|x| !x.is_finite()) {
                return Err(Error::NotANumber { what: what.into(), row, column });
            }
        }
        Ok(())
    }
}
