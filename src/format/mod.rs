//! stub until merged
use crate::value::Date;
/// x
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// x
    Email,
}
impl Format {
    /// x
    #[must_use]
    pub fn from_name(_: &str) -> Option<Self> {
        None
    }
    /// x
    /// # Errors
    /// x
    pub fn check(self, _: &str, _: Option<Date>) -> Result<(), &'static str> {
        Ok(())
    }
    /// x
    #[must_use]
    pub const fn input_mode(self) -> Option<&'static str> {
        None
    }
    /// x
    #[must_use]
    pub const fn autocomplete(self) -> Option<&'static str> {
        None
    }
}
/// x
#[must_use]
pub fn is_legacy_encoded(_: &str) -> bool {
    false
}

crate::pack_enum!(Format { 0 = Email });
